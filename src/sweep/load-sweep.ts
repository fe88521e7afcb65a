import { basename, dirname } from 'node:path';
import {
  invalid,
  type LoadedScenario,
  loadScenario,
  readScenarioTree,
  resolveTree,
  type ScenarioTree,
} from '../run/load-scenario.ts';
import { readTextFile } from '../run/read-text.ts';
import { scenarioHash } from '../run/scenario-hash.ts';
import { UserError } from '../run/user-error.ts';
import { packageVersion } from '../run/version.ts';
import type { Issue } from '../scenario/issues.ts';
import { sortIssues } from '../scenario/reporter.ts';
import { parseSweep } from '../scenario/sweep-file/parse.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { axisColumns, type Column } from './axis-columns.ts';
import {
  checkDesign,
  checkLevels,
  checkPaths,
  checkRepeats,
  checkReplications,
} from './check-sweep.ts';
import {
  type Chosen,
  choosePoints,
  designInput,
  judgeConstraints,
  repeatWarnings,
} from './choose-points.ts';
import type { DesignInput, DesignPoint } from './design/port.ts';
import { keepLast } from './keep-last.ts';
import type { SweepPlan } from './plan.ts';
import { planPoints } from './plan-points.ts';
import { treeAt } from './point-tree.ts';
import { createTraceShelf, type TraceShelf } from './trace-shelf.ts';

export interface SweepOptions {
  /** `--set path=value` texts for the scenario, in order; the axes are put in after them. */
  readonly sets?: readonly string[] | undefined;
  /** Replaces the scenario's seed. */
  readonly seed?: string | undefined;
  /** Replaces the file's number of replications. */
  readonly replications?: number | undefined;
  readonly onProgress?: ((points: number, of: number) => void) | undefined;
}

/** A sweep from a file, checked at every one of its points. */
export interface LoadedSweep {
  readonly file: string;
  readonly plan: SweepPlan;
  /** The scenario of a point. */
  readonly scenarioOf: (index: number) => LoadedScenario;
  readonly traces: TraceShelf;
  readonly warnings: readonly Issue[];
}

/** Points whose scenario is kept from their first replication to their end. */
const mostKept = 64;

/**
 * Reads a sweep file and its scenario, makes the design and checks the scenario of every point. Everything that is wrong
 * is one {@link UserError} with all issues; nothing is run.
 */
export async function loadSweep(file: string, options: SweepOptions = {}): Promise<LoadedSweep> {
  const text = readTextFile(file);
  const texts = new Map([[file, text]]);
  const { sweep, issues } = parseSweep(text, { file, folder: dirname(file) });
  const fail = (more: readonly Issue[]) =>
    invalid(file, sortIssues(distinct([...issues, ...more]), file), texts);
  if (sweep === null) throw fail([]);
  const tree = readScenario(sweep, options, fail);
  texts.set(tree.file, tree.text);
  const base = resolveTree(tree);
  const columns = axisColumns(sweep.axes, tree.root, base.defaults);
  const seed = options.seed ?? base.scenario.seed;
  const scenarioWith = (used: readonly Column[]) => (point: DesignPoint) => {
    const loaded = resolveTree(treeAt(tree, used, point));
    if (options.seed === undefined) return loaded;
    return { ...loaded, scenario: { ...loaded.scenario, seed } };
  };
  const scenarioAt = scenarioWith(columns);
  const design = designInput(sweep, seed);
  const replications = options.replications ?? sweep.replications;
  const pathIssues = checkPaths(columns, tree, options);
  const more = { design, replications, pathIssues, isBroken: issues.some(isError) };
  const chosen = pointsOf(sweep, columns, more);
  if ('issues' in chosen) {
    const sound = columns.filter(({ path }) => pathIssues.every((issue) => issue.path !== path));
    throw fail([...chosen.issues, ...checkLevels(sound, scenarioWith(sound))]);
  }
  const { points } = chosen;
  // What no point has would be judged with none of them.
  const unused = checkLevels(columns, scenarioAt, points);
  const traces = createTraceShelf();
  const version = packageVersion();
  const planned = await planPoints({
    points,
    columns,
    scenarioAt,
    traces,
    version,
    sweep,
    onProgress: options.onProgress,
  });
  if ('issues' in planned) throw fail([...unused, ...planned.issues]);
  if (unused.length > 0) throw fail(unused);
  const plan: SweepPlan = {
    name: sweep.name ?? (basename(file).replace(/\.[^.]*$/, '') || 'sweep'),
    description: sweep.description,
    version,
    workloads: planned.workloads,
    design: { kind: sweep.design.kind, samples: sweep.design.samples, seed: design.seed },
    seed,
    scenarioHash: scenarioHash(
      base.scenario,
      [...base.namedFiles, ...(await traces.filesOf(base.scenario))],
      version,
    ),
    replications,
    stop: sweep.stop,
    tables: sweep.tables,
    columns: columns.map(({ path, type, unit }) => ({ path, type, unit })),
    points: planned.points,
  };
  const scenarioOf = keepLast(mostKept, (index: number) => {
    const point = points[index];
    if (point === undefined) throw new RangeError(`the sweep has no point ${index}`);
    return scenarioAt(point);
  });
  const warnings = [...issues, ...repeatWarnings(sweep, chosen.repeated, plan.points)];
  return { file, plan, scenarioOf, traces, warnings };
}

const isError = ({ severity }: Issue): boolean => severity === 'error';

/** The points of a sweep, as far as they can be told without their scenarios; or all that is wrong with it. */
function pointsOf(
  sweep: SweepFile,
  columns: readonly Column[],
  more: {
    readonly design: DesignInput;
    readonly replications: number;
    readonly pathIssues: readonly Issue[];
    readonly isBroken: boolean;
  },
): Chosen {
  const { design, replications, pathIssues, isBroken } = more;
  const judged = judgeConstraints(sweep, columns);
  const early = [
    ...pathIssues,
    ...checkDesign(sweep, design, columns),
    ...checkRepeats(sweep, columns),
    ...checkReplications(sweep, replications, 1),
    ...('issues' in judged ? judged.issues : []),
  ];
  if (isBroken || early.length > 0 || 'issues' in judged) return { issues: early };
  const chosen = choosePoints(sweep, judged.constraints, design, columns);
  if ('issues' in chosen) return chosen;
  const tooMany = checkReplications(sweep, replications, chosen.points.length);
  return tooMany.length > 0 ? { issues: tooMany } : chosen;
}

/** The scenario that a sweep names; one that cannot be opened is an issue where it is named. */
function readScenario(
  sweep: SweepFile,
  { sets }: SweepOptions,
  fail: (issues: readonly Issue[]) => UserError,
): ScenarioTree {
  try {
    loadScenario(sweep.scenario, { sets: sets ?? [] });
    return readScenarioTree(sweep.scenario, sets);
  } catch (error) {
    if (!(error instanceof UserError) || error.issues.length > 0) throw error;
    const { message, fix } = error;
    throw fail([{ severity: 'error', ...sweep.scenarioPlace, path: 'scenario', message, fix }]);
  }
}

/** The same mistake may be found on several ways. */
function distinct(issues: readonly Issue[]): readonly Issue[] {
  const key = ({ file, line, column, message }: Issue) =>
    JSON.stringify([file, line, column, message]);
  return [...new Map(issues.map((issue) => [key(issue), issue])).values()];
}
