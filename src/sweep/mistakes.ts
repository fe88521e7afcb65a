import type { LoadedScenario } from '../run/load-scenario.ts';
import type { UserError } from '../run/user-error.ts';
import { type Located, type Place, showNode } from '../scenario/document/tree.ts';
import type { Issue } from '../scenario/issues.ts';
import { type Column, nodeOf } from './axis-columns.ts';
import { errorsAt, issueKey } from './check-sweep.ts';
import { shownPoint } from './choose-points.ts';
import type { DesignPoint } from './design/port.ts';

type Coordinate = number | null;

/** How many points had each coordinate of an axis. */
type Tally = Map<Coordinate, number>;

interface Mistake {
  readonly issue: Issue;
  readonly first: DesignPoint;
  points: number;
  /** Of the points that had it, by axis. */
  readonly tallies: readonly Tally[];
}

/**
 * What is wrong with the points of a sweep, each mistake once. One that comes with a value of an axis wherever that
 * value is used is the value's own, and is told in its place; for any other, the points that have it can be left out.
 */
export class Mistakes {
  readonly #columns: readonly Column[];
  readonly #scenarioAt: (point: DesignPoint) => LoadedScenario;
  readonly #scenarioPlace: Place;
  readonly #told = new Map<string, Mistake>();
  /** Of all points that were looked at, by axis. */
  readonly #seen: Tally[] = [];
  #looked = 0;
  #points = 0;

  constructor(
    columns: readonly Column[],
    scenarioAt: (point: DesignPoint) => LoadedScenario,
    scenarioPlace: Place,
  ) {
    this.#columns = columns;
    this.#scenarioAt = scenarioAt;
    this.#scenarioPlace = scenarioPlace;
  }

  /** Points that were wrong. */
  get points(): number {
    return this.#points;
  }

  get distinct(): number {
    return this.#told.size;
  }

  /** Notes a point with which nothing is wrong. */
  none(point: DesignPoint): void {
    this.#looked += 1;
    for (const [axis, coordinate] of point.entries()) {
      this.#seen[axis] ??= new Map();
      count(this.#seen[axis], coordinate);
    }
  }

  add(point: DesignPoint, { message, fix, issues }: UserError): void {
    this.none(point);
    this.#points += 1;
    const place = this.#scenarioPlace;
    const single: Issue = { severity: 'error', ...place, path: 'scenario', message, fix };
    const errors = issues.filter(({ severity }) => severity === 'error');
    for (const issue of errors.length > 0 ? errors : [single]) {
      const key = issueKey(issue);
      const known = this.#told.get(key);
      const tallies = known?.tallies ?? point.map(() => new Map());
      for (const [axis, coordinate] of point.entries()) count(tallies[axis], coordinate);
      if (known !== undefined) known.points += 1;
      else this.#told.set(key, { issue, first: point, points: 1, tallies });
    }
  }

  /** All of them, when `of` points were to be looked at. */
  issues(of: number): readonly Issue[] {
    return [...this.#told.values()].map((mistake) => {
      const column = this.#columns.find((each) => this.#isOwn(mistake, each, of));
      if (column === undefined) return this.#ofPoints(mistake, of);
      return atValue(
        mistake.issue,
        column,
        nodeOf(column.setting, mistake.first[column.axis] ?? null),
      );
    });
  }

  /**
   * Whether a mistake is that of a value of this axis: all points with the value have it, and it either points there or
   * is found with this value alone in the scenario. Where not all points were looked at, only the latter counts.
   */
  #isOwn({ issue, first, tallies }: Mistake, { axis, setting }: Column, of: number): boolean {
    const coordinate = first[axis] ?? null;
    const node = nodeOf(setting, coordinate);
    if (node === null) return false;
    const seen = this.#seen[axis];
    const always = [...(tallies[axis] ?? [])].every(([each, points]) => seen?.get(each) === points);
    if (!always) return false;
    if (this.#looked === of && lies(issue, node)) return true;
    const alone = first.map((_, at) => (at === axis ? coordinate : null));
    const key = issueKey(issue);
    return errorsAt(this.#scenarioAt, alone).some((each) => issueKey(each) === key);
  }

  /** A mistake with the points that have it, where it is not all of them. */
  #ofPoints({ issue, first, points }: Mistake, of: number): Issue {
    if (points === of) return issue;
    const all = this.#looked < of ? `the first ${this.#looked} of ${of}` : of;
    const where = shownPoint(this.#columns, first);
    const message = `${issue.message} (in ${points} of ${all} points, the first with ${where})`;
    return { ...issue, message, fix: `${issue.fix}; or leave such points out with constraints` };
  }
}

function count(tally: Tally | undefined, coordinate: Coordinate): void {
  tally?.set(coordinate, (tally.get(coordinate) ?? 0) + 1);
}

/** Whether an issue points at a node or at something in it. */
function lies(issue: Place, node: Located): boolean {
  if (isAt(issue, node.place)) return true;
  if (node.kind === 'list') return node.items.some((item) => lies(issue, item));
  if (node.kind === 'scalar') return false;
  return [...node.entries.values()].some(
    (entry) => isAt(issue, entry.key) || lies(issue, entry.node),
  );
}

function isAt(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

/** A mistake that a value of an axis makes, told where the value stands. */
function atValue(issue: Issue, { path, setting }: Column, node: Located | null): Issue {
  if (node === null || issue.file === setting.place.file) return issue;
  const { file, line, column, message } = issue;
  const where = `${issue.path} (${file}:${line}:${column})`;
  return {
    ...issue,
    ...node.place,
    path,
    value: showNode(node),
    message: `makes ${where} wrong: ${message}`,
  };
}
