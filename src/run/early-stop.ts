import type { CompiledScenario } from '../compile/compiled.ts';
import type { Run } from '../engine/run.ts';
import { renewals } from '../policy/arrival/index.ts';
import { isHopeless } from '../summary/overload.ts';

/** Arrivals before the first look at the backlog; every later look comes after a quarter more of them. */
const firstLook = 1000;
const nextLook = 1.25;

/** Processes without quiet hours or bursts of a clock. */
const steady: ReadonlySet<string> = new Set([...Object.keys(renewals), 'periodic']);

/**
 * Whether the load of a run never changes: only then does a backlog that has grown go on growing. Traces have quiet
 * hours, closed loops hold themselves back, and an admission policy or the patience of clients ends the growth.
 */
export function hasSteadyLoad({ workloads, admission }: CompiledScenario): boolean {
  return (
    admission.policy === 'always' &&
    workloads.every(
      ({ arrivals, timeout, cancel, retry }) =>
        steady.has(arrivals.process) &&
        cancel === undefined &&
        retry === undefined &&
        timeout.totalSeconds === Number.POSITIVE_INFINITY &&
        timeout.firstTokenSeconds === Number.POSITIVE_INFINITY,
    )
  );
}

/** Looks now and then at whether a run is hopelessly overloaded. */
export interface OverloadWatch {
  /** Requests until whose arrival the run may be advanced before {@link isHopeless} is asked; Infinity: never. */
  readonly untilOffered: number;
  /** To be asked after every slice. Looks only when a mark is reached. */
  isHopeless(run: Run): boolean;
}

/**
 * A watch over a run from its start. It looks at fixed numbers of arrivals, at which the slices must end
 * ({@link OverloadWatch.untilOffered}), so that what it finds depends on the scenario, the seed and the replication
 * alone: neither on wall time, nor on the length of slices, nor on the way of stepping.
 */
export function watchOverload(compiled: CompiledScenario): OverloadWatch {
  let mark = hasSteadyLoad(compiled) ? firstLook : Number.POSITIVE_INFINITY;
  return {
    get untilOffered() {
      return mark;
    },
    isHopeless(run) {
      if (run.offered < mark) return false;
      mark = Math.ceil(mark * nextLook);
      return isHopeless(run.backlog(), run.offered);
    },
  };
}
