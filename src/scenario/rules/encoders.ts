import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Pool, Workload } from '../scenario.ts';

interface Judged {
  readonly pool: Pool;
  readonly wrong: readonly string[];
  readonly path: Path;
}

/** Pools that encode images need a model that has an encoder, somebody who sends images, and somebody who reads them. */
export function checkEncoders(
  pools: readonly Judged[],
  workloads: readonly Workload[] | null,
  reporter: Reporter,
): void {
  for (const { pool, path, wrong } of pools) {
    if (pool.role !== 'encode' || touches(wrong, ['role', 'serves'])) continue;
    const model = pool.serves[0]?.ref ?? '';
    const at = [...path, 'role'];
    const refuse = (message: string, fix: string) => reporter.error(at, message, fix);
    const own = pools.filter((other) => other.pool.serves.some(({ ref }) => ref === model));
    if (own.some((other) => touches(other.wrong, ['role', 'serves']))) continue;
    const reads = own.some(
      (other) => other.pool.role === undefined || other.pool.role === 'prefill',
    );
    if (!reads)
      refuse(`no pool computes the prompts of ${model}`, 'add one with role both or prefill');
    const asks = workloads?.some((each) => each.model === model && each.images !== undefined);
    if (asks === false) {
      refuse(`no workload sends images to ${model}`, 'write images, or take the pool away');
    }
    checkEngine(pool, path, wrong, reporter);
    for (const other of own) {
      if (other.pool.host === undefined || touches(other.wrong, ['host'])) continue;
      const message = 'host stages are not available beside role encode';
      reporter.error([...other.path, 'host', 'stages'], message, 'leave them out');
    }
  }
}

/** What a replica that encodes does not do yet, or what means nothing there. */
function checkEngine(pool: Pool, path: Path, wrong: readonly string[], reporter: Reporter): void {
  const { engine } = pool;
  const refuse = (what: string, at: readonly string[], fix: string) => {
    if (touches(wrong, [at.join('.')])) return;
    reporter.error([...path, ...at], `${what} is not available with role encode`, fix);
  };
  if (pool.autoscaling !== undefined) refuse('autoscaling', ['autoscaling'], 'write policy: none');
  if (pool.powerBudget !== undefined) {
    refuse('a power governor', ['power', 'governor'], 'write none');
  }
  if (engine.scheduler !== 'fcfs') {
    refuse(`scheduler ${engine.scheduler}`, ['engine', 'scheduler'], 'write fcfs');
  }
  if (engine.batching === 'static' || engine.batching === 'orca' || engine.batching === 'sarathi') {
    refuse(`batching ${engine.batching}`, ['engine', 'batching'], 'write continuous');
  }
  if (engine.preemption !== undefined) {
    refuse(`preemption ${engine.preemption}`, ['engine', 'preemption'], 'write recompute');
  }
  if (engine.kvBlocks !== null) refuse('a KV cache', ['engine', 'kvBlocks'], 'write auto');
  if (engine.reserveFullPrompt === true) {
    refuse('a KV cache', ['engine', 'reserveFullPrompt'], 'write false');
  }
  if (engine.cudaGraphs !== undefined) {
    refuse('capturing steps', ['engine', 'cudaGraphs'], 'leave it out: encoders launch by layer');
  }
}
