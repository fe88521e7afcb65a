import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tailwatt, temporaryFolder } from './command.ts';
import { readTable } from './tables.ts';

/** A queue whose steps take 4 ms whatever is in them: M/M/1 at up to 4.2 requests a second. */
const scenario = `name: line
horizon: { requests: 1200 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 2/s }
    promptTokens: { distribution: fixed, value: 16 }
    outputTokens: { distribution: geometric, mean: 60 }
    maxTokens: 4096
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    engine: { maxSequences: 1, stepTime: { kind: affine, base: 4ms } }
`;
const study = (axes: string) => `scenario: line.yaml\nreplications: 3\naxes:\n${axes}`;

describe('tailwatt law', () => {
  it('finds the pole of a queue in a sweep of its rate, and compares two sweeps', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'line.yaml'), scenario);
    const axes = '  workloads[chat].arrivals.rate: [0.5/s, 1/s, 1.5/s, 2/s, 2.5/s, 3/s]\n';
    writeFileSync(join(folder, 'rates.yaml'), study(axes));
    const out = join(folder, 'out');
    const swept = await tailwatt(['sweep', join(folder, 'rates.yaml'), '--out', out]);
    expect(swept.code).toBe(0);
    const [text, json] = await Promise.all([
      tailwatt(['law', out]),
      tailwatt(['law', out, '--json', '--out', join(folder, 'laws')]),
    ]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({
      code: 0,
      stderr: `the table is ${join(out, 'laws.arrow')}\n`,
    });
    expect(text.stdout).toMatch(/throughput grows as rate\^(0\.9|1\.0)\d \[/);
    expect(text.stdout + json.stdout).not.toContain('\u001b');
    const { laws } = JSON.parse(json.stdout) as {
      laws: { metric: string; law: { form: string; parameters: Record<string, unknown>[] } }[];
    };
    const e2e = laws.find(({ metric }) => metric === 'e2e_mean_seconds');
    expect(e2e?.law.form).toBe('queueing');
    const capacity = e2e?.law.parameters[1]?.['value'];
    // 60 tokens of 4 ms after a prompt's step.
    expect(capacity).toBeGreaterThan(3.8);
    expect(capacity).toBeLessThan(4.6);
    const table = readTable(join(folder, 'laws'), 'laws');
    expect(table.numRows).toBeGreaterThan(10);
    expect([...(table.getChild('form') ?? [])]).toContain('queueing');
    const other = join(folder, 'other');
    cpSync(out, other, { recursive: true });
    const both = await tailwatt(['law', out, other, '--json', '--out', join(folder, 'both')]);
    const { comparisons } = JSON.parse(both.stdout) as { comparisons: { shift: string }[] };
    expect(comparisons.length).toBeGreaterThan(5);
    for (const { shift } of comparisons) expect(shift).toBe('neither');
  });

  it('says what is no sweep, and what an axis lacks', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'empty'));
    const none = await tailwatt(['law', join(folder, 'empty')]);
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('it has no manifest.json');
    writeFileSync(join(folder, 'line.yaml'), scenario);
    writeFileSync(
      join(folder, 'two.yaml'),
      study('  workloads[chat].arrivals.rate: [1/s, 2/s]\n  routing.policy: [random]\n'),
    );
    const out = join(folder, 'out');
    expect((await tailwatt(['sweep', join(folder, 'two.yaml'), '--out', out])).code).toBe(0);
    const two = await tailwatt(['law', out]);
    expect(two.code).toBe(1);
    expect(two.stderr).toMatch(/rate: it has 2 values: sweep 3 or more.*policy: it has words/s);
    expect(two.stderr).toContain('all else equal');
  });
});
