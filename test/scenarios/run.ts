import { join } from 'node:path';
import { expect } from 'vitest';
import { tailwatt, temporaryFolder } from '../e2e/command.ts';

export interface Summary {
  readonly status: string;
  readonly counts: Readonly<Record<string, number>> & {
    readonly offered: number;
    readonly measured: number;
  };
  readonly warnings: readonly string[];
  readonly answer: {
    readonly sloMet: boolean | null;
    readonly headroom: {
      readonly breaksAtFactor: number;
      readonly requestsPerSecond: number;
      readonly breaks: string;
      readonly metric: string;
    } | null;
  };
  readonly latency: { readonly queueSeconds: { readonly mean: number } };
}

/** Runs a scenario by the built command; every request that arrived is accounted for. */
export async function run(scenario: string, ...more: string[]): Promise<Summary> {
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
  const { offered, measured, ...outcomes } = summary.counts;
  expect(Math.min(offered, measured)).toBeGreaterThan(0);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(offered);
  return summary;
}
