import { isClosed } from '../compile/closed-arrivals.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { HeadroomInput } from './headroom-input.ts';
import { hasTargets } from './probe-scenario.ts';

/** A shorter run is a trial: it is to be quick, and says too little about the target to start from (assumed). */
const fewestMeasured = 100;

/** Processes whose busy hour, or burst, a probe of some requests would miss. */
const byTheClock: ReadonlySet<string> = new Set(['piecewise', 'diurnal', 'mmpp']);

/** Processes whose load grows for as long as a task lasts. */
const inTasks: ReadonlySet<string> = new Set(['sessions', 'agentic']);

/** Why there is no headroom to report. */
export interface NoHeadroom {
  readonly reason: string;
}

/** Whether only a run as long as the scenario's own sees what another load would do. */
export function needsWholeRun(compiled: CompiledScenario): boolean {
  return isUneven(compiled) || taskWorkload(compiled) !== undefined;
}

/** Whether the load, or the fleet, is another one at other times of the run. */
function isUneven({ workloads, pools, failures, rollout }: CompiledScenario): boolean {
  return (
    failures !== undefined ||
    rollout !== undefined ||
    workloads.some(({ arrivals }) => byTheClock.has(arrivals.process)) ||
    pools.some(({ scaling }) => scaling !== undefined)
  );
}

function taskWorkload({ workloads }: CompiledScenario) {
  return workloads.find(({ arrivals: { process } }) => inTasks.has(process));
}

/** Null where the search can begin. */
export function whyNoHeadroom(input: HeadroomInput): string | null {
  const { compiled, summary, lastArrivalSeconds, signal, feeds } = input;
  const { status, overload, counts } = summary;
  if (status === 'interrupted' || signal?.aborted === true) return 'the run was interrupted';
  if (compiled.workloads.every(isClosed)) {
    return 'every workload is a closed loop, whose clients wait for their answers, so that no rate of arrivals can be raised';
  }
  const judged = compiled.workloads.some(hasTargets);
  if (status === 'overloaded' && !judged) {
    return `the run is overloaded, and without a target the rate at which it breaks is overload.sustainablePerSecond = ${overload?.sustainablePerSecond}`;
  }
  if (counts.measured < fewestMeasured) {
    return `a run with fewer than ${fewestMeasured} measured requests is a trial, too short to judge rates by`;
  }
  if (!judged && isUneven(compiled)) {
    return 'the load or the fleet changes with time, and so does what waits: without a target nothing says when that is too much';
  }
  if (feeds.length > 0 && needsWholeRun(compiled)) {
    return 'a trace that comes faster ends sooner, while what comes by the clock, follows from earlier requests or is served by a fleet that grows takes as long as before';
  }
  const asking = compiled.workloads.find(({ retry }) => retry !== undefined);
  if (asking !== undefined) {
    return `clients of ${asking.name} ask again, and so bring a load of their own that no rate of arrivals sets`;
  }
  if (!(lastArrivalSeconds > 0)) return 'all requests arrive at one instant';
  return null;
}
