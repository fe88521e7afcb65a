import type { LoadedScenario, ScenarioTree } from '../run/load-scenario.ts';
import { UserError } from '../run/user-error.ts';
import { type Path, showNode } from '../scenario/document/tree.ts';
import type { Issue } from '../scenario/issues.ts';
import { pathIn, pathOfSet, setNode } from '../scenario/sets.ts';
import { MAX_POINTS, MAX_REPLICATIONS } from '../scenario/sweep-file/schema.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { termKey, termOf } from '../scenario/sweep-file/term.ts';
import { type Column, designAxis, nodeOf, nodesOf } from './axis-columns.ts';
import { designs } from './design/index.ts';
import type { DesignInput, DesignPoint } from './design/port.ts';

/** Jobs of one sweep: points × replications. */
const mostJobs = 1_000_000;

/** What the command line says of the scenario. */
interface CommandLine {
  readonly seed?: string | undefined;
  readonly sets?: readonly string[] | undefined;
}

/** Paths that lead nowhere, that meet, or that the command line has taken. */
export function checkPaths(
  columns: readonly Column[],
  tree: ScenarioTree,
  { seed, sets = [] }: CommandLine,
): readonly Issue[] {
  const setPaths = sets.map((set) => pathIn(tree.root, pathOfSet(set)));
  return columns.flatMap(({ setting, path, whole }, index): Issue[] => {
    const { place, values } = setting;
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
    if (setPaths.some((set) => set.length >= steps.length && meets(set, steps))) {
      return issue('is an axis, and --set gives it a value too', 'leave that --set out');
    }
    if (path === 'name' || (isList(steps[0]) && steps.length === 3 && steps[2] === 'name')) {
      return issue(
        'a name says what is compared, and cannot change from point to point',
        'sweep another key',
      );
    }
    if (whole && values.kind === 'range') {
      return issue('takes whole numbers only, not a continuous range', 'add step: 1');
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

/** Levels that say the same as an earlier one of their axis (of a list design: of all axes together). */
export function checkRepeats(sweep: SweepFile, columns: readonly Column[]): readonly Issue[] {
  const groups =
    sweep.design.kind === 'list'
      ? [columns]
      : sweep.axes.map((_, axis) => columns.filter((column) => column.axis === axis));
  return groups.flatMap((group) => {
    const levels = group.map(({ setting, dimension }) =>
      setting.values.kind === 'levels'
        ? setting.values.nodes.map((node) => ({ node, key: termKey(termOf(node, dimension)) }))
        : [],
    );
    const first = new Map<string, number>();
    const repeats = [...(levels[0] ?? []).keys()].filter((level) => {
      const key = levels.map((each) => each[level]?.key).join();
      const isNew = !first.has(key);
      if (isNew) first.set(key, level);
      return !isNew;
    });
    const [column] = group;
    return repeats.slice(0, mostLevels).flatMap((level): Issue[] => {
      const node = levels[0]?.[level]?.node;
      if (column === undefined || node === undefined) return [];
      const { path } = column;
      const message =
        group.length > 1
          ? `number ${level + 1} of the values that move together is there already`
          : 'this value is there already';
      const fix = 'leave it out: each point is made once';
      return [{ severity: 'error', ...node.place, path, value: showNode(node), message, fix }];
    });
  });
}

/**
 * Judges values one by one, the ends of ranges too, and tells what is wrong with the value itself: what the scenario
 * refuses as it stands, and also with the first values of all other axes. With `points`, only values that no point has
 * (the constraints may have left them out).
 */
export function checkLevels(
  columns: readonly Column[],
  scenarioAt: (point: DesignPoint) => LoadedScenario,
  points?: readonly DesignPoint[],
): readonly Issue[] {
  const own: DesignPoint = Array.from({ length: axesOf(columns) }, () => null);
  return [...own.keys()].flatMap((axis) => {
    const settings = columns.filter((column) => column.axis === axis).map(({ setting }) => setting);
    const [first] = settings;
    if (first === undefined) return [];
    const used = new Set(points?.map((point) => point[axis]));
    const isRange = first.values.kind === 'range';
    const all = isRange && points !== undefined ? [] : [...nodesOf(first).keys()];
    return all
      .filter((coordinate) => !used.has(coordinate))
      .slice(0, mostLevels)
      .flatMap((coordinate) => {
        const errors = (point: DesignPoint) =>
          errorsAt(scenarioAt, point.with(axis, coordinate)).filter(
            (issue) => issue.file === first.place.file,
          );
        // most values are sound: only a mistake is looked for in the other context, too
        const alone = errors(own);
        if (alone.length === 0) return alone;
        const beside = new Set(errors(own.map(() => 0)).map(issueKey));
        return alone.filter((issue) => beside.has(issueKey(issue)));
      });
  });
}

const axesOf = (columns: readonly Column[]) =>
  columns.reduce((most, { axis }) => Math.max(most, axis + 1), 0);

/** What is wrong with the scenario of a point. */
export function errorsAt(
  scenarioAt: (point: DesignPoint) => LoadedScenario,
  point: DesignPoint,
): readonly Issue[] {
  try {
    scenarioAt(point);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.issues.filter(({ severity }) => severity === 'error');
  }
}

/** Equal for the same mistake in the same place. */
export function issueKey({ file, line, column, path, message }: Issue): string {
  return JSON.stringify([file, line, column, path, message]);
}

/** Whether a design can be made of the axes, and is not too large. */
export function checkDesign(
  sweep: SweepFile,
  input: DesignInput,
  columns: readonly Column[],
): readonly Issue[] {
  const { kind, place } = sweep.design;
  const design = designs[kind];
  const issue = (message: string, fix: string): Issue => {
    return { severity: 'error', ...place, path: 'design', message, fix };
  };
  if (sweep.axes.length === 0) return [];
  if (design.needsLevels) {
    const open = sweep.axes.flatMap((axis, index): Issue[] => {
      if (designAxis(axis).kind !== 'range') return [];
      const message = `a ${kind} design needs values, not a continuous range`;
      const isWhole = columns.some((column) => column.axis === index && column.whole);
      const fix = isWhole ? 'add step: 1' : 'add steps: 4';
      return [{ severity: 'error', ...axis.place, path: axis.name, message, fix }];
    });
    if (open.length > 0) return open;
  }
  if (kind === 'saltelli' && sweep.constraints.length > 0) {
    const message = 'a saltelli design is taken apart in blocks that constraints would tear';
    return [issue(message, 'leave the constraints out, or write a sobol design')];
  }
  const problem = design.problem(input);
  if (problem !== null) return [issue(problem, 'mend the axes, or choose another design')];
  const count = design.count(input);
  if (count <= MAX_POINTS) return [];
  const fix = 'take fewer values, or a latin-hypercube or sobol design with samples';
  return [issue(`the design has ${shown(count)} points; the most is ${shown(MAX_POINTS)}`, fix)];
}

/** Replications that are too many: of a point, or times the points (of a stop rule, the most that it may ask for). */
export function checkReplications(
  { design, stop, stopPlace }: SweepFile,
  replications: number,
  points: number,
): readonly Issue[] {
  const issue = (message: string, fix: string): Issue => {
    return { severity: 'error', ...design.place, path: 'replications', message, fix };
  };
  if (!Number.isInteger(replications) || replications < 1 || replications > MAX_REPLICATIONS) {
    const message = `${replications} is no number of replications`;
    return [issue(message, `give 1 to ${shown(MAX_REPLICATIONS)}`)];
  }
  const most = Math.max(replications, stop?.maxReplications ?? 0);
  if (stop !== null && replications > stop.maxReplications) {
    const message = `the rule ends at maxReplications = ${stop.maxReplications}, before the ${replications} that each point begins with`;
    const fix = 'give fewer replications, or raise stop.maxReplications';
    return [{ severity: 'error', ...stopPlace, path: 'stop', message, fix }];
  }
  const jobs = points * most;
  if (jobs <= mostJobs) return [];
  const times = most > replications ? `up to ${shown(most)}` : shown(most);
  const message = `${shown(points)} points × ${times} replications are ${shown(jobs)} runs; the most is ${shown(mostJobs)}`;
  return [issue(message, 'take fewer replications or points')];
}

/** A count in full, unless it is astronomical. */
function shown(count: number): string {
  return count < 1e15 ? count.toLocaleString('en') : count.toPrecision(3);
}
