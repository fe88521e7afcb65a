import { setImmediate } from 'node:timers/promises';
import type { LoadedScenario } from '../run/load-scenario.ts';
import { scenarioHash } from '../run/scenario-hash.ts';
import { UserError } from '../run/user-error.ts';
import type { Issue } from '../scenario/issues.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { type Column, valuesAt } from './axis-columns.ts';
import type { DesignPoint } from './design/port.ts';
import { pointId } from './identity.ts';
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

interface Told {
  readonly issue: Issue;
  readonly first: DesignPoint;
  points: number;
}

/**
 * Judges the scenario of every point, and names each by what it computes. A mistake that many points share is told once,
 * with their number.
 */
export async function planPoints(
  input: PlanInput,
): Promise<
  | { readonly points: readonly PlannedPoint[]; readonly workloads: readonly string[] }
  | { readonly issues: readonly Issue[] }
> {
  const { points, columns, scenarioAt, traces, version, sweep } = input;
  const planned: PlannedPoint[] = [];
  const told = new Map<string, Told>();
  let wrong = 0;
  let workloads: readonly string[] = [];
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
      const files = await traces.filesOf(scenario);
      const hash = scenarioHash(scenario, [...namedFiles, ...files], version);
      const id = pointId(hash, scenario, sweep.tables);
      planned.push({ index, values: valuesAt(columns, point), id, scenarioHash: hash });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      wrong += 1;
      note(told, error, point, sweep);
      if (told.size >= mostIssues || (planned.length === 0 && wrong >= hopeless)) break;
    }
  }
  if (wrong === 0) return { points: planned, workloads };
  return { issues: [...told.values()].map((each) => withPoints(each, columns, points.length)) };
}

/** The engine's order of names (compile/). */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function note(
  told: Map<string, Told>,
  error: UserError,
  first: DesignPoint,
  { scenarioPlace }: SweepFile,
): void {
  const { message, fix, issues } = error;
  const single: Issue = { severity: 'error', ...scenarioPlace, path: 'scenario', message, fix };
  const errors = issues.filter(({ severity }) => severity === 'error');
  for (const issue of errors.length > 0 ? errors : [single]) {
    const key = JSON.stringify([issue.file, issue.line, issue.column, issue.path, issue.message]);
    const known = told.get(key);
    if (known === undefined) told.set(key, { issue, first, points: 1 });
    else known.points += 1;
  }
}

/** An issue that says which points have it, where it is not all of them. */
function withPoints({ issue, first, points }: Told, columns: readonly Column[], of: number): Issue {
  if (points === of || of === 1) return issue;
  const values = valuesAt(columns, first);
  const where = columns.map(({ path }, index) => `${path} = ${values[index]}`).join(', ');
  const message = `${issue.message} (in ${points} of ${of} points, the first with ${where})`;
  return { ...issue, message, fix: `${issue.fix}; or leave such points out with constraints` };
}
