import type { Pool } from '../scenario.ts';
import type { PoolRule } from './rule.ts';

/** Why the steps of an engine are planned one at a time, as issues name it; null where they are not. */
export function whySingleSteps({ kvCache, speculation }: Pool['engine']): string | null {
  if (kvCache === false) return 'an engine without KV cache';
  return speculation === undefined ? null : 'speculation';
}

/**
 * Engines whose steps are planned one at a time run one data rank, at full power; those that draft, one stage, and beside
 * a cache.
 */
export const singleSteps: PoolRule = {
  involves: [
    'engine.kvCache',
    'engine.speculation',
    'parallelism.data',
    'parallelism.pipeline',
    'power',
    'serves',
    'engine.scheduler',
  ],
  check({ engine, parallelism, power, powerBudget, serves }, path, reporter) {
    const { kvCache, speculation } = engine;
    const why = whySingleSteps(engine);
    const at = (key: string) => [...path, 'parallelism', key];
    if (kvCache === false && parallelism.data > 1) {
      const message = 'an engine without KV cache is not available with data ranks';
      reporter.error(at('data'), message, 'use data: 1, or kvCache: true');
    }
    if (power !== undefined && why !== null) {
      const key = Number.isFinite(power.capWatts) ? 'capPerAccelerator' : 'clock';
      const message = `${why} is not available on boards under a cap or at a locked clock`;
      reporter.error([...path, 'power', key], message, 'leave one of the two out');
    }
    const shape = serves[0]?.shape;
    if (powerBudget !== undefined && why !== null) {
      const message = `${why} is not available on boards under a power governor`;
      reporter.error([...path, 'power', 'governor'], message, 'leave one of the two out');
    }
    if (kvCache === false && shape !== undefined && 'earlyExit' in shape) {
      const message = 'early exit is not available without a KV cache';
      reporter.error([...path, 'engine', 'kvCache'], message, 'write true, or serve the base');
    }
    if (speculation === undefined) return;
    if (engine.scheduler === 'vtc') {
      const message = `the scheduler ${engine.scheduler} is not available with speculation`;
      reporter.error([...path, 'engine', 'scheduler'], message, 'write fcfs, or speculation: none');
    }
    for (const key of ['data', 'pipeline'] as const) {
      if (parallelism[key] === 1) continue;
      const message = `speculation is not available with ${key} ${parallelism[key]}`;
      reporter.error(at(key), message, `use ${key}: 1, or speculation: none`);
    }
    if (kvCache === false) {
      const message = 'speculation is not available without a KV cache';
      reporter.error([...path, 'engine', 'speculation'], message, 'write none, or kvCache: true');
    }
  },
};
