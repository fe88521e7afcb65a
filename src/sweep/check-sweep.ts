import { resolveTree, type ScenarioTree } from '../run/load-scenario.ts';
import { UserError } from '../run/user-error.ts';
import type { Path } from '../scenario/document/tree.ts';
import type { Issue } from '../scenario/issues.ts';
import { pathIn, setNode } from '../scenario/sets.ts';
import { MAX_POINTS } from '../scenario/sweep-file/schema.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { type Column, designAxis, nodeOf } from './axis-columns.ts';
import { designs } from './design/index.ts';
import type { DesignInput, DesignPoint } from './design/port.ts';

/** Jobs of one sweep: points × replications. */
const mostJobs = 1_000_000;

/** Paths that lead nowhere, that meet, or that the command line has taken. */
export function checkPaths(
  columns: readonly Column[],
  tree: ScenarioTree,
  seed: string | undefined,
): readonly Issue[] {
  return columns.flatMap(({ setting, path }, index): Issue[] => {
    const { place } = setting;
    const issue = (message: string, fix: string): Issue[] => [
      { severity: 'error', ...place, path, message, fix },
    ];
    const probe = nodeOf(setting, 0);
    const set = probe === null ? null : setNode(tree.root, path, probe, place);
    if (set !== null && 'issue' in set) return [set.issue];
    const other = columns
      .slice(0, index)
      .find((before) => meets(pathIn(tree.root, before.path), pathIn(tree.root, path)));
    if (other !== undefined) {
      return issue(
        `meets the axis ${other.path}: only one of them can have its way`,
        'keep one of the two',
      );
    }
    if (path === 'seed' && seed !== undefined) {
      return issue('is an axis, and --seed was given too', 'leave --seed out');
    }
    const steps = pathIn(tree.root, path);
    if (path === 'name' || (isList(steps[0]) && steps.length === 3 && steps[2] === 'name')) {
      return issue(
        'a name says what is compared, and cannot change from point to point',
        'sweep another key',
      );
    }
    return [];
  });
}

const isList = (step: string | number | undefined) => step === 'workloads' || step === 'pools';

/** Whether two paths are one, or one lies inside the other; an item's name and its number are the same step. */
function meets(a: Path, b: Path): boolean {
  const shared = Math.min(a.length, b.length);
  return a.slice(0, shared).every((step, at) => step === b[at]);
}

/** Values of one axis that are judged by themselves; beyond them, nobody reads on. */
const mostLevels = 100;

/**
 * Judges values one by one in the scenario as it stands, the ends of ranges too, and tells what is wrong with the value
 * itself; with `points`, only those that no point has (the constraints may have left them out).
 */
export function checkLevels(
  columns: readonly Column[],
  tree: ScenarioTree,
  points?: readonly DesignPoint[],
): readonly Issue[] {
  return columns.flatMap(({ setting, axis, path }) => {
    const { values, place } = setting;
    const used = new Set(points?.map((point) => point[axis]));
    const all =
      values.kind === 'levels' ? [...values.nodes.keys()] : points === undefined ? [0, 1] : [];
    return all
      .filter((coordinate) => !used.has(coordinate))
      .slice(0, mostLevels)
      .flatMap((coordinate) => {
        const node = nodeOf(setting, coordinate);
        const set = node === null ? null : setNode(tree.root, path, node, place);
        if (set === null || 'issue' in set) return [];
        try {
          resolveTree({ ...tree, root: set.root });
          return [];
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return error.issues.filter(
            (issue) => issue.severity === 'error' && issue.file === place.file,
          );
        }
      });
  });
}

/** Whether a design can be made of the axes, and is not too large. */
export function checkDesign(
  sweep: SweepFile,
  input: DesignInput,
  replications: number,
): readonly Issue[] {
  const { kind, place } = sweep.design;
  const design = designs[kind];
  const issue = (message: string, fix: string): Issue => {
    return { severity: 'error', ...place, path: 'design', message, fix };
  };
  if (sweep.axes.length === 0) return [];
  if (design.needsLevels) {
    const open = sweep.axes.filter((axis) => designAxis(axis).kind === 'range');
    if (open.length > 0) {
      return open.map((axis): Issue => {
        const message = `a ${kind} design needs values, not a continuous range`;
        return { severity: 'error', ...axis.place, path: axis.name, message, fix: 'add steps: 4' };
      });
    }
  }
  if (kind === 'saltelli' && sweep.constraints.length > 0) {
    const message = 'a saltelli design is taken apart in blocks that constraints would tear';
    return [issue(message, 'leave the constraints out, or write a sobol design')];
  }
  const problem = design.problem(input);
  if (problem !== null) return [issue(problem, 'mend the axes, or choose another design')];
  const count = design.count(input);
  if (count > MAX_POINTS) {
    const fix = 'take fewer values, or a latin-hypercube or sobol design with samples';
    return [
      issue(
        `the design has ${count.toLocaleString('en')} points; the most is ${MAX_POINTS.toLocaleString('en')}`,
        fix,
      ),
    ];
  }
  const jobs = count * Math.max(replications, 1);
  if (jobs <= mostJobs) return [];
  const message = `${count.toLocaleString('en')} points × ${replications} replications are ${jobs.toLocaleString('en')} runs; the most is ${mostJobs.toLocaleString('en')}`;
  return [issue(message, 'take fewer replications or points')];
}
