import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, tailwatt, temporaryFolder } from './command.ts';

const { TAILWATT_DATA = '../shared/data' } = process.env;
const data = resolve(root, TAILWATT_DATA);
const hasData = existsSync(join(data, 'traces'));
if (!hasData) process.stderr.write(`Tests on measured data are passed over: no folder ${data}\n`);

interface Summary {
  readonly status: string;
  readonly counts: Readonly<Record<string, number>> & { readonly offered: number };
  readonly answer: { readonly sloMet: boolean | null };
  readonly latency: { readonly queueSeconds: { readonly mean: number } };
}

async function run(scenario: string, ...more: string[]): Promise<Summary> {
  const out = join(temporaryFolder(), 'run');
  const { code, stdout, stderr } = await tailwatt([
    'run',
    scenario,
    '--json',
    '--out',
    out,
    ...more,
  ]);
  expect(code, stderr).toBe(0);
  const summary = JSON.parse(stdout) as Summary;
  const { offered, measured: _, ...outcomes } = summary.counts;
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(offered);
  return summary;
}

/** What each shipped scenario is there to show. */
const shown: Readonly<Record<string, boolean>> = {
  'azure-code': false,
  'azure-conversation': true,
  'chatbot-70b': true,
  'long-context': false,
  mm1: true,
  moe: true,
  'offline-batch': true,
  'small-8b-l4': true,
};

describe('the scenarios that ship', () => {
  it('are all tested here', () => {
    const names = readdirSync(join(root, 'scenarios')).map((name) => name.replace('.yaml', ''));
    expect(names.sort()).toEqual(Object.keys(shown));
  });

  it.each(Object.entries(shown))('%s meets its target: %s', async (name, met) => {
    const summary = await run(`scenarios/${name}.yaml`);
    expect(summary.status).toBe('completed');
    expect(summary.answer.sloMet).toBe(met);
  });

  it('mm1 waits as Pollaczek and Khinchine say', async () => {
    const { latency } = await run('scenarios/mm1.yaml');
    expect(Math.abs(latency.queueSeconds.mean / 2.3287 - 1)).toBeLessThan(0.05);
  });
});

describe.runIf(hasData)('the public traces', () => {
  it.each([
    ['conversation', 'AzureLLMInferenceTrace_conv.csv', 19_366],
    ['code', 'AzureLLMInferenceTrace_code.csv', 8_819],
  ])('azure-%s takes the trace itself, every row of it', async (workload, file, rows) => {
    const path = join(data, 'traces', file);
    const arrivals = `workloads[${workload}].arrivals={process: trace, file: ${path}, format: azure-llm}`;
    const words = ['--set', arrivals, '--set', 'horizon=trace'];
    const { counts, status } = await run(`scenarios/azure-${workload}.yaml`, ...words);
    expect({ offered: counts.offered, status }).toEqual({ offered: rows, status: 'completed' });
  });

  it('trace reads Mooncake', async () => {
    const path = join(data, 'traces', 'mooncake_conversation.jsonl');
    const { code, stdout } = await tailwatt(['trace', path, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'mooncake', summary: { rows: 12_031 } });
  });
});
