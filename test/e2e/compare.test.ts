import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tailwatt, temporaryFolder } from './command.ts';

const mm1 = 'scenarios/mm1.yaml';
const quicker = ['--set', 'pools[server].engine.stepTime.base=3.6ms'];

async function run(out: string, ...more: readonly string[]): Promise<string> {
  const words = ['run', mm1, '--set', 'horizon.requests=1000', '--out', out, ...more];
  const { code, stderr } = await tailwatt(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: `tables are in ${out}\n` });
  return out;
}

interface Comparison {
  readonly kind: string;
  readonly pairing: { readonly method: string };
  readonly sentences: readonly string[];
  readonly metrics: readonly {
    readonly metric: string;
    readonly verdict: string | null;
    readonly interval: readonly [number, number] | null;
    readonly varianceReduction: number | null;
  }[];
}

describe('tailwatt compare', () => {
  it('says which of two runs is better, paired by their seed', async () => {
    const folder = temporaryFolder();
    const repeated = ['--replications', '5'];
    const [a, b] = await Promise.all([
      run(join(folder, 'a'), ...repeated),
      run(join(folder, 'b'), ...repeated, ...quicker),
    ]);
    const [text, json] = await Promise.all([
      tailwatt(['compare', a, b]),
      tailwatt(['compare', a, b, '--json']),
    ]);
    expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: '' });
    expect(text.stdout).toContain('pools[server].engine.stepTime.baseSeconds  0.004 → 0.0036');
    expect(text.stdout).toMatch(/e2e mean .* better/);
    expect(text.stdout).toMatch(
      /B's mean end-to-end latency is .* below A's \(95 % simultaneous interval .*; 5 paired replications\): better\./,
    );
    expect(text.stdout + json.stdout).not.toContain('\u001b');
    const document = JSON.parse(json.stdout) as Comparison;
    expect(document).toMatchObject({ kind: 'runs', pairing: { method: 'paired-replications' } });
    for (const sentence of document.sentences) expect(text.stdout).toContain(sentence);
    const mean = document.metrics.find(({ metric }) => metric === 'e2e_mean_seconds');
    expect(mean?.verdict).toBe('better');
    expect(mean?.interval?.[1]).toBeLessThan(0);
    expect(mean?.varianceReduction).toBeGreaterThan(2);
  });

  it('compares single runs request by request', async () => {
    const folder = temporaryFolder();
    const [a, b] = await Promise.all([run(join(folder, 'a')), run(join(folder, 'b'), ...quicker)]);
    const { code, stdout } = await tailwatt(['compare', a, b]);
    expect(code).toBe(0);
    expect(stdout).toContain('paired: one run each, of the same requests at the same instants');
    expect(stdout).toMatch(/sections of the same requests\): better/);
  });

  it('ends with 1 for what cannot be compared, and says why', async () => {
    const folder = temporaryFolder();
    const a = await run(join(folder, 'a'));
    const missing = await tailwatt(['compare', a, join(folder, 'b')]);
    expect(missing).toMatchObject({ code: 1, stdout: '' });
    expect(missing.stderr).toContain('there is no such folder');
    const scenario = await tailwatt(['compare', mm1, a]);
    expect(scenario).toMatchObject({ code: 1, stdout: '' });
    expect(scenario.stderr).toContain('it is a file');
    truncateSync(join(a, 'replications.arrow'), 100);
    const cut = await tailwatt(['compare', a, a]);
    expect(cut).toMatchObject({ code: 1, stdout: '' });
    expect(cut.stderr).toContain('replications.arrow: it has 100 bytes');
    rmSync(join(a, 'manifest.json'));
    const sensitivity = await tailwatt(['compare', a, '--sensitivity']);
    expect(sensitivity).toMatchObject({ code: 1, stdout: '' });
    expect(sensitivity.stderr).toContain('has no manifest.json');
  });
});
