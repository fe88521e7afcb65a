import { setImmediate } from 'node:timers/promises';
import type { LoadedScenario } from '../run/load-scenario.ts';
import { scenarioHash } from '../run/scenario-hash.ts';
import { UserError } from '../run/user-error.ts';
import type { Issue } from '../scenario/issues.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { type Column, valuesAt } from './axis-columns.ts';
import type { DesignPoint } from './design/port.ts';
import { pointId } from './identity.ts';
import { Mistakes } from './mistakes.ts';
import type { PlannedPoint } from './plan.ts';
import type { TraceShelf } from './trace-shelf.ts';

export interface PlanInput {
  readonly points: readonly DesignPoint[];
  readonly columns: readonly Column[];
  readonly scenarioAt: (point: DesignPoint) => LoadedScenario;
  readonly traces: TraceShelf;
  readonly version: string;
  readonly sweep: SweepFile;
  readonly onProgress?: ((points: number, of: number) => void) | undefined;
}

/** After this many wrong points, and none that was right, the rest will be no better. */
const hopeless = 200;

/** Distinct issues that are told at once. */
const mostIssues = 100;

const pointsPerBreath = 64;

interface Planned {
  readonly points: readonly PlannedPoint[];
  readonly workloads: readonly string[];
}

/**
 * Judges the scenario of every point, and names each by what it computes. A mistake that many points share is told once,
 * with their number.
 */
export async function planPoints(
  input: PlanInput,
): Promise<Planned | { readonly issues: readonly Issue[] }> {
  const { points, columns, scenarioAt, traces, version, sweep } = input;
  const planned: PlannedPoint[] = [];
  const mistakes = new Mistakes(columns, scenarioAt, sweep.scenarioPlace);
  let workloads: readonly string[] = [];
  let stoppable = false;
  for (const [index, point] of points.entries()) {
    if (index % pointsPerBreath === 0) {
      input.onProgress?.(index, points.length);
      await setImmediate();
    }
    try {
      const { scenario, namedFiles } = scenarioAt(point);
      const names = scenario.workloads.map(({ name }) => name).sort(byText);
      if (planned.length > 0 && names.join('\n') !== workloads.join('\n')) {
        const message = `the workloads are ${names.join(', ')} at one point and ${workloads.join(', ')} at others`;
        throw new UserError(message, 'keep their names: they are columns of the table');
      }
      workloads = names;
      stoppable ||= hasStopMetric(scenario, sweep);
      const files = await traces.filesOf(scenario);
      const hash = scenarioHash(scenario, [...namedFiles, ...files], version);
      const id = pointId(hash, scenario, sweep.tables);
      planned.push({ index, values: valuesAt(columns, point), id, scenarioHash: hash });
      mistakes.none(point);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes.add(point, error);
      if (mistakes.distinct >= mostIssues) break;
      if (planned.length === 0 && mistakes.points >= hopeless) break;
    }
  }
  if (mistakes.points > 0) return { issues: mistakes.issues(points.length) };
  return stoppable ? { points: planned, workloads } : { issues: [noStopMetric(sweep)] };
}

/** The engine's order of names (compile/). */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether the stop rule's metric, if there is a rule, can have a value: an affine step time knows no FLOPs and no bytes. */
function hasStopMetric({ pools }: Scenario, { stop }: SweepFile): boolean {
  const needsRoofs = stop?.column === 'mfu' || stop?.column === 'mbu';
  return !needsRoofs || pools.every(({ engine }) => engine.stepTime === null);
}

function noStopMetric({ stop, stopPlace }: SweepFile): Issue {
  const message = 'is null at every point: an affine step time knows no FLOPs and no bytes';
  const fix = 'stop by another metric, such as e2e.p99';
  const value = stop?.metric ?? '';
  return { severity: 'error', ...stopPlace, path: 'stop.metric', value, message, fix };
}
