import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Pool } from '../scenario.ts';
import type { PoolRule } from './rule.ts';

/** Whether a pool can keep a prefix cache, be it with other keys of its engine: what warnings may advise to write. */
export function canKeepPrefixes({ role, serves, adapters }: Pool): boolean {
  const [only, ...others] = serves;
  if (role !== undefined || adapters !== undefined || others.length > 0) return false;
  return only !== undefined && !isOneShot(only.shape) && only.shape.recurrent === undefined;
}

/**
 * A prefix cache keeps KV blocks of whole contexts, a token at a time: not beside drafts or states of recurrent layers,
 * and not yet where a plan is older than the step before it, or decoding pauses for prompts.
 */
export const prefixCacheParts: PoolRule = {
  involves: [
    'engine.kvTiers',
    'parallelism.data',
    'engine.prefixCache',
    'engine.kvCache',
    'engine.speculation',
    'engine.batching',
    'engine.asyncScheduling',
    'serves',
  ],
  check({ engine, serves, parallelism }, path, reporter) {
    if (engine.prefixCache !== true) return;
    const refuse = (why: string, fix: string) => {
      const message = `the prefix cache is not available ${why}`;
      reporter.error([...path, 'engine', 'prefixCache'], message, fix);
    };
    if (engine.kvCache === false) refuse('without a KV cache', 'write false, or kvCache: true');
    if (engine.speculation !== undefined) {
      refuse('with speculation', 'write false, or speculation: none');
    }
    if (engine.batching !== undefined) {
      refuse(`with batching ${engine.batching}`, 'write false, or batching: continuous');
    }
    if (engine.preemption !== undefined) {
      refuse(`with preemption ${engine.preemption}`, 'write false, or preemption: recompute');
    }
    if (engine.reserveFullPrompt === true) {
      refuse('with reserveFullPrompt', 'write false, or reserveFullPrompt: false');
    }
    if (engine.asyncScheduling === true) {
      refuse('with asyncScheduling', 'write false, or asyncScheduling: false');
    }
    if (engine.kvTiers !== undefined && parallelism.data > 1) {
      const message = 'tiers of the prefix cache are not available with data ranks';
      reporter.error([...path, 'engine', 'kvTiers'], message, 'leave them out, or use data: 1');
    }
    const shape = serves[0]?.shape;
    if (shape !== undefined && !isOneShot(shape) && shape.recurrent !== undefined) {
      refuse('for models with recurrent layers', 'write false, or serve another model');
    }
  },
};
