import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** What an engine does so that KV blocks do not run out, or when they do. */
export function resolvePreemption(
  { engine, role }: Pick<RawPool, 'engine' | 'role'>,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'preemption' | 'reserveFullPrompt'> {
  const { preemption, reserveFullPrompt, kvCache, speculation } = engine;
  const drafts = speculation !== undefined && speculation !== null;
  const apart = role === 'both' ? null : `with role ${role}`;
  const beside = !kvCache ? 'without a KV cache' : drafts ? 'with speculation' : apart;
  if (preemption !== 'recompute' && beside !== null) {
    const message = `preemption ${preemption} is not available ${beside}`;
    reporter.error([...path, 'preemption'], message, 'write recompute');
  }
  if (reserveFullPrompt && !kvCache) {
    const message = 'reserveFullPrompt is not available without a KV cache';
    reporter.error([...path, 'reserveFullPrompt'], message, 'leave it out');
  }
  return {
    ...(preemption === 'recompute' ? {} : { preemption }),
    ...(reserveFullPrompt ? { reserveFullPrompt } : {}),
  };
}
