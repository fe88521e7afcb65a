import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { loadTrace, writeTrace } from '../../../src/run/load-trace.ts';
import { prepareRun } from '../../../src/run/prepare-run.ts';
import { readTraceFile } from '../../../src/run/trace-file.ts';
import { UserError } from '../../../src/run/user-error.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'tailwatt-traces-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const header = 'arrival_seconds,prompt_tokens,output_tokens,workload';
const rows = ['1,10,5,chat', '2,20,900,chat', '3,30,7,code', '4,40,8,chat'];

function write(name: string, text: string): string {
  const path = join(base, name);
  writeFileSync(path, text);
  return path;
}

const workload = (name: string, more = '') => `
  - name: ${name}
    model: llama-3.1-8b
    arrivals: { process: trace, file: mixed.csv, format: tailwatt }
    maxTokens: 100${more}`;

function scenarioOf(...workloads: string[]): string {
  write('mixed.csv', [header, ...rows].join('\n'));
  return write(
    'scenario.yaml',
    `name: x
horizon: trace
workloads:${workloads.join('')}
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b] }
`,
  );
}

describe('the traces of a scenario', () => {
  it('are cut to the rows of each workload, and their clipped outputs are counted', async () => {
    const file = scenarioOf(workload('chat'), workload('code'));
    const { traces, compiled, warnings, traceFiles } = await prepareRun(loadScenario(file));
    expect([...(traces.get('chat')?.promptTokens ?? [])]).toEqual([10, 20, 40]);
    expect([...(traces.get('code')?.promptTokens ?? [])]).toEqual([30]);
    expect(compiled.workloads.map(({ name }) => name)).toEqual(['chat', 'code']);
    expect(warnings.join()).toContain('1 of 3 outputs are longer than maxTokens = 100');
    // One file that two workloads name is read once.
    expect(traceFiles).toHaveLength(1);
  });

  it('are used whole, with a warning, by a workload that they do not name', async () => {
    const { traces, warnings } = await prepareRun(loadScenario(scenarioOf(workload('other'))));
    expect(traces.get('other')?.length).toBe(4);
    expect(warnings.join()).toContain('no row is of workload other (there are chat, code)');
  });

  it('change the hash when their contents do, and only then', async () => {
    const file = scenarioOf(workload('chat'));
    const before = (await prepareRun(loadScenario(file))).scenarioHash;
    const reseeded = (await prepareRun(loadScenario(file, { sets: ['seed=9'] }))).scenarioHash;
    write('mixed.csv', [header, ...rows, '5,1,1,chat'].join('\n'));
    const after = (await prepareRun(loadScenario(file))).scenarioHash;
    expect(reseeded).toBe(before);
    expect(after).not.toBe(before);
  });
});

describe('readTraceFile', () => {
  it('reads the same rows however the file is cut, marked or ended', async () => {
    const plain = await readTraceFile(write('a.csv', [header, ...rows].join('\n')));
    const dressed = await readTraceFile(
      write('b.csv', `\ufeff${[header, ...rows, ''].join('\r\n')}`),
    );
    expect(dressed.rows).toEqual(plain.rows);
    expect(plain.format).toBe('tailwatt');
  });

  it('names the place of every bad row', async () => {
    const path = write('bad.csv', [header, '1,10,5,chat', '2,-1,5,chat', '3,x,5,chat'].join('\n'));
    const error = await readTraceFile(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    const { issues } = error as UserError;
    expect(issues.map(({ file, line }) => [file, line])).toEqual([
      [path, 3],
      [path, 4],
    ]);
  });

  it.each([
    ['none.csv', undefined, 'there is no such file'],
    ['a.csv', 'parquet', 'there is no trace format parquet'],
  ])('refuses %s as %s', async (name, format, message) => {
    await expect(readTraceFile(join(base, name), format)).rejects.toThrow(message);
  });
});

describe('writeTrace', () => {
  it('writes what reads back to the bit', async () => {
    const { rows: read } = await loadTrace(write('c.csv', [header, ...rows].join('\n')));
    const text = [...writeTrace(read, 'tailwatt')].join('');
    const again = await loadTrace(write('d.csv', text));
    expect(again.rows).toEqual(read);
  });

  it('refuses formats that cannot hold a trace', () => {
    const empty = {
      length: 0,
      arrivalSeconds: new Float64Array(),
      promptTokens: new Int32Array(),
      outputTokens: new Int32Array(),
    };
    expect(() => writeTrace(empty, 'burst')).toThrow(/cannot write the trace format burst/);
  });
});
