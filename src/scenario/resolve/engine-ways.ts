import type { GraphChoice } from '../../physics/cuda-graphs.ts';
import type { EngineProfile } from '../../physics/engine-profile.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** How an engine launches steps, where a pool says so; else its profile does. */
export function resolveGraphs(
  { cudaGraphs, stepTime }: RawPool['engine'],
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'cudaGraphs'> {
  if (cudaGraphs === undefined) return {};
  const { enabled, sizes, maxSize } = cudaGraphs;
  const at = [...path, 'cudaGraphs'];
  if (stepTime !== undefined) {
    const message = 'steps of a stated time are not padded and not launched';
    reporter.error(at, message, 'leave it out, or stepTime');
  }
  if (!enabled && (sizes !== undefined || maxSize !== undefined)) {
    const message = 'nothing is captured where graphs are not enabled';
    reporter.error(at, message, 'write {enabled: false}, or leave enabled out');
  }
  const choice: GraphChoice = {
    enabled,
    ...(sizes === undefined ? {} : { sizes: [...new Set(sizes)].sort((a, b) => a - b) }),
    ...(maxSize === undefined ? {} : { maxSize }),
  };
  return { cudaGraphs: choice };
}

/**
 * How batches form, and whether steps are planned one ahead: as the pool says, else as the profile's engine does. Where
 * steps are planned from what every sequence has done (drafts, no cache), or prompts and answers part, neither is built:
 * what the profile does by default is left out there.
 */
export function resolveWays(
  { engine, role }: Pick<RawPool, 'engine' | 'role'>,
  profile: EngineProfile,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'batching' | 'asyncScheduling'> {
  const { kvCache, speculation } = engine;
  const drafts = speculation !== undefined && speculation !== null;
  const apart = role === 'both' ? null : `with role ${role}`;
  const single = !kvCache ? 'without a KV cache' : drafts ? 'with speculation' : apart;
  const refuse = (key: string, value: string) =>
    reporter.error([...path, key], `${key} ${value} is not available ${single}`, 'leave it out');
  if (single !== null && engine.batching === 'prefill-first') refuse('batching', 'prefill-first');
  if (single !== null && engine.asyncScheduling === true) refuse('asyncScheduling', 'true');
  const own = single === null ? profile : null;
  const batching = engine.batching ?? own?.batching ?? 'continuous';
  if (engine.batching === undefined) reporter.useDefault([...path, 'batching'], batching);
  const asyncScheduling = engine.asyncScheduling ?? own?.asyncScheduling ?? false;
  if (engine.asyncScheduling === undefined) {
    reporter.useDefault([...path, 'asyncScheduling'], asyncScheduling);
  }
  if (engine.asyncScheduling === false && profile.asyncScheduling === true) {
    const message = `the host's work of ${profile.name} was measured with it: without, steps are longer than this profile says`;
    reporter.warning([...path, 'asyncScheduling'], message, 'leave it out');
  }
  return {
    ...(batching === 'prefill-first' ? { batching } : {}),
    ...(asyncScheduling ? { asyncScheduling } : {}),
  };
}
