import { modelsAsked } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';

interface Placed<T> {
  readonly path: Path;
  readonly value: T;
}

/**
 * What a strategy of several calls cannot be combined with: requests that follow from answers, clients who ask again, and
 * pools that scale by requests. Warns where its samples compute their common prompt one by one.
 */
export function checkStrategyCombines(
  workloads: readonly Placed<Workload>[],
  pools: readonly Placed<Pool>[],
  reporter: Reporter,
): void {
  for (const { path, value: workload } of workloads) {
    const { strategy, arrivals, cancel, retry, hedge } = workload;
    if (strategy === undefined) continue;
    const at = [...path, 'strategy'];
    const refuse = (what: string, fix: string) =>
      reporter.error(at, `strategy ${strategy.kind} is not available with ${what}`, fix);
    const { process } = arrivals;
    if (process === 'sessions' || process === 'agentic')
      refuse(`${process} arrivals`, 'use arrivals whose requests stand alone, or kind: single');
    if (cancel !== undefined) refuse('cancel', 'give clients a timeout, or write cancel: none');
    if (retry !== undefined) refuse('retry', 'write retry: none');
    if (hedge !== undefined) refuse('hedge', 'write hedge: none');
    const { answering, judging } = modelsAsked(workload);
    const called = [...answering, ...judging];
    for (const { value: pool } of pools) {
      if (!pool.serves.some(({ ref }) => called.includes(ref))) continue;
      if (pool.autoscaling !== undefined)
        refuse(`the autoscaling of ${pool.name}`, 'write autoscaling: {policy: none} there');
      const answers = pool.serves.some(({ ref }) => answering.includes(ref));
      const canCache = pool.serves.length === 1;
      // one call shares its prompt with none
      const isShared = strategy.kind !== 'think';
      if (answers && isShared && canCache && pool.engine.prefixCache === undefined) {
        const anew =
          strategy.kind === 'agent'
            ? `each call of ${workload.name} computes all that came before it anew`
            : `each sample of ${workload.name} computes the prompt anew`;
        const message = `${pool.name} has no prefix cache: ${anew}`;
        reporter.warning(at, message, `write engine: {prefixCache: true} in ${pool.name}`);
      }
    }
  }
}
