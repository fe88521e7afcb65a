import type { GraphChoice } from '../../physics/cuda-graphs.ts';
import type { EngineProfile } from '../../physics/engine-profile.ts';
import { type BatchingName, batchings } from '../../policy/batching/index.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { resolvePreemption } from './preemption.ts';

/** How an engine plans and launches its steps, and what it does when KV blocks run out. */
export function resolveSteps(
  raw: RawPool,
  profile: EngineProfile,
  path: Path,
  reporter: Reporter,
): Partial<EngineSpec> {
  return {
    ...resolveGraphs(raw.engine, path, reporter),
    ...resolvePreemption(raw, path, reporter),
    ...resolveWays(raw, profile, path, reporter),
  };
}

/** How an engine launches steps, where a pool says so; else its profile does. */
function resolveGraphs(
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

/** Engines whose steps are planned while the one before runs: of older ones, nobody built that. */
const isPlannedAhead = (batching: BatchingName): boolean =>
  batching === 'continuous' || batching === 'prefill-first';

/**
 * How batches form, and whether steps are planned one ahead: as the pool says, else as the profile's engine does. Where
 * steps are planned from what every sequence has done (drafts, no cache), where prompts and answers part, or beside a
 * prefix cache, neither is built: what the profile does by default is left out there.
 */
function resolveWays(
  { engine, role, parallelism }: Pick<RawPool, 'engine' | 'role' | 'parallelism'>,
  profile: EngineProfile,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'batching' | 'asyncScheduling'> {
  const { kvCache, speculation } = engine;
  const drafts = speculation !== undefined && speculation !== null;
  const apart = role === 'both' ? null : `with role ${role}`;
  const single = !kvCache ? 'without a KV cache' : drafts ? 'with speculation' : apart;
  const refuse = (key: string, value: string, beside: string) =>
    reporter.error([...path, key], `${key} ${value} is not available ${beside}`, 'leave it out');
  const own = single === null && !engine.prefixCache ? profile : null;
  const stated = engine.batching === 'dynamic' ? undefined : engine.batching; // one-shot-keys.ts refuses it
  const batching = stated ?? own?.batching ?? 'continuous';
  if (stated === undefined) reporter.useDefault([...path, 'batching'], batching);
  else if (single !== null && stated !== 'continuous') refuse('batching', stated, single);
  else if (batchings[stated].closed && parallelism.data > 1) {
    refuse('batching', stated, 'with data ranks');
  }
  const ahead = isPlannedAhead(batching) ? single : `with batching ${batching}`;
  if (engine.asyncScheduling === true && ahead !== null) refuse('asyncScheduling', 'true', ahead);
  const planned = isPlannedAhead(batching) ? own?.asyncScheduling : false;
  const asyncScheduling = engine.asyncScheduling ?? planned ?? false;
  if (engine.asyncScheduling === undefined) {
    reporter.useDefault([...path, 'asyncScheduling'], asyncScheduling);
  }
  if (engine.asyncScheduling === false && profile.asyncScheduling === true) {
    const message = `the host's work of ${profile.name} was measured with it: without, steps are longer than this profile says`;
    reporter.warning([...path, 'asyncScheduling'], message, 'leave it out');
  }
  const ways = [profile.batching, profile.asyncScheduling === true ? 'asyncScheduling' : undefined];
  const left = ways.filter((way) => way !== undefined).join(' and ');
  if (engine.prefixCache && left !== '') {
    const message = `beside a prefix cache, ${profile.name} runs without its ${left} here: times to the first token are rougher`;
    reporter.warning([...path, 'prefixCache'], message, 'write false, or take them as they are');
  }
  return {
    ...(batching === 'continuous' ? {} : { batching }),
    ...(asyncScheduling ? { asyncScheduling } : {}),
  };
}
