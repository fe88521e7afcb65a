import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompiledScenario } from '../../src/compile/compiled.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { compileRun } from '../../src/run/prepare-run.ts';
import { root } from '../e2e/command.ts';
import { type RecordedRun, record, withEngines } from '../property/recorded-run.ts';

/** Requests that come: enough for queues and batches to fill, and of strategies, which make many calls of each, fewer. */
const REQUESTS = 1000;
const ASKED = 20;

const names = readdirSync(join(root, 'scenarios'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

function load(name: string, requests: number) {
  const sets = [`horizon={requests: ${requests}, warmup: 10%}`];
  return loadScenario(join(root, 'scenarios', `${name}.yaml`), { sets });
}

const stepByStep = (scenario: CompiledScenario) =>
  record(withEngines(scenario, { stepping: 'stepwise' }));

/** A shipped scenario as it begins, with a quarter of the requests where they take more steps than a test has time for. */
async function beginning(name: string, requests: number) {
  const { compiled } = await compileRun(load(name, requests));
  try {
    return { compiled, stepwise: stepByStep(compiled) };
  } catch (error) {
    const isTooLong = error instanceof Error && error.message === 'the run stopped with more';
    if (!isTooLong || requests < 4) throw error;
    return beginning(name, Math.floor(requests / 4));
  }
}

/** All rows, and what is summed over the run; the counts of events differ. */
const tables = (run: RecordedRun) => ({
  ...run,
  totals: [run.totals.power, run.totals.network, run.totals.wholeRun, run.totals.outcomes],
});

describe('the scenarios that ship', () => {
  it.each(names)('%s is equal, bit for bit, in stretches and step by step', async (name) => {
    const { workloads } = load(name, REQUESTS).scenario;
    const thinks = workloads.some(({ strategy }) => strategy !== undefined);
    const { compiled, stepwise } = await beginning(name, thinks ? ASKED : REQUESTS);
    const stretched = record(withEngines(compiled, { stepping: 'stretched' }));
    expect(stretched.rows.length).toBeGreaterThan(0);
    expect(tables(stepwise)).toEqual(tables(stretched));
  });
});
