import { modelsAsked, modelsCalled } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';
import type { ProgramSpec } from '../thinking.ts';
import { canKeepPrefixes } from './prefix-cache-parts.ts';

interface Placed<T> {
  readonly path: Path;
  readonly value: T;
}

/**
 * What a strategy of several calls cannot be combined with: tasks of agents, clients who hedge, and searches
 * that are paid twice. Warns where its samples compute their common prompt one by one.
 */
export function checkStrategyCombines(
  workloads: readonly Placed<Workload>[],
  pools: readonly Placed<Pool>[],
  reporter: Reporter,
): void {
  for (const { path, value: workload } of workloads) {
    const { strategy, arrivals, hedge } = workload;
    if (strategy === undefined) continue;
    const at = [...path, 'strategy'];
    const refuse = (what: string, fix: string) =>
      reporter.error(at, `strategy ${strategy.kind} is not available with ${what}`, fix);
    const { process } = arrivals;
    if (process === 'agentic')
      refuse('agentic arrivals', 'use arrivals whose requests stand alone, or kind: single');
    if (hedge !== undefined) refuse('hedge', 'write hedge: none');
    const { answering, judging } = modelsAsked(workload);
    const called = [...answering, ...judging];
    for (const { value: pool } of pools) {
      if (!pool.serves.some(({ ref }) => called.includes(ref))) continue;
      const answers = pool.serves.some(({ ref }) => answering.includes(ref));
      if (answers && searches(strategy) && hasSearch(pool)) {
        const stage = `the host stage retrieval of ${pool.name}`;
        refuse(`${stage}: the search would be paid twice`, 'keep one of them');
      }
      const anew = whatIsComputedAnew(strategy, workload, pool);
      if (anew !== null && canKeepPrefixes(pool) && pool.engine.prefixCache === undefined) {
        const message = `${pool.name} has no prefix cache: ${anew}`;
        reporter.warning(at, message, `write engine: {prefixCache: true} in ${pool.name}`);
      }
    }
  }
}

function searches(program: ProgramSpec): boolean {
  if ('tiers' in program) return program.tiers.some(searches);
  return program.kind === 'retrieve';
}

function hasSearch({ host }: Pool): boolean {
  return host?.stages.some(({ kind }) => kind === 'retrieval') === true;
}

/** What calls of a program, or of one of its tiers, in this pool share that each computes without a prefix cache; or null. */
function whatIsComputedAnew(
  program: ProgramSpec,
  workload: Pick<Workload, 'name' | 'model'>,
  pool: Pick<Pool, 'serves'>,
): string | null {
  if ('tiers' in program) {
    const each = program.tiers.map((tier) => whatIsComputedAnew(tier, workload, pool));
    return each.find((anew) => anew !== null) ?? null;
  }
  const { answering } = modelsCalled(program, workload.model);
  if (!pool.serves.some(({ ref }) => answering.includes(ref))) return null;
  return whatCallsShare(program, workload.name);
}

/** What the calls of one program share. */
function whatCallsShare(
  program: Exclude<ProgramSpec, { readonly tiers: unknown }>,
  workload: string,
): string | null {
  const all = `each call of ${workload} computes all that came before it anew`;
  switch (program.kind) {
    case 'single':
    case 'think':
      return null;
    case 'agent':
      return all;
    case 'retrieve':
      if (program.rounds > 1) return all;
      return program.examples.count > 0
        ? `each call of ${workload} computes the examples anew`
        : null;
    default:
      return `each sample of ${workload} computes the prompt anew`;
  }
}
