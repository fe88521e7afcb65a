import { type Located, nodeAt, type Path, toPlain } from '../scenario/document/tree.ts';
import { type DimensionName, parseAnyQuantity } from '../scenario/quantity.ts';
import type { DefaultUsed } from '../scenario/scenario.ts';
import { pathIn, setNode } from '../scenario/sets.ts';
import { dimensionOf, unitOf } from '../scenario/sweep-file/axes.ts';
import type { AxisValue } from '../scenario/sweep-file/constraint.ts';
import { keyTraits } from '../scenario/sweep-file/key-traits.ts';
import { valueAt } from '../scenario/sweep-file/range.ts';
import type { Axis, AxisSetting } from '../scenario/sweep-file/sweep-file.ts';
import { type Term, termOf } from '../scenario/sweep-file/term.ts';
import type { DesignAxis, DesignPoint } from './design/port.ts';
import type { AxisColumn } from './plan.ts';

/** An axis as its design sees it. */
export function designAxis({ settings }: Axis): DesignAxis {
  const [first] = settings;
  return first?.values.kind === 'levels'
    ? { kind: 'levels', levels: first.values.nodes.length }
    : { kind: 'range' };
}

/** The value that a coordinate stands for; null where the scenario's own value stays. */
export function nodeOf({ values }: AxisSetting, coordinate: number | null): Located | null {
  if (coordinate === null) return null;
  if (values.kind === 'range') return valueAt(values.range, coordinate);
  return values.nodes[coordinate] ?? null;
}

/** A setting of a sweep with its column, and what the scenario itself has in its place. */
export interface Column extends AxisColumn {
  readonly axis: number;
  readonly setting: AxisSetting;
  /** The scenario's own value; null where it states none. */
  readonly own: Located | null;
  /** Of bare numbers: what the schema has at the path; null for plain numbers. */
  readonly dimension: DimensionName | null;
  /** The key takes whole numbers only. */
  readonly whole: boolean;
}

/** The columns of a sweep's axes, one for each path, in the order of the file. */
export function axisColumns(
  axes: readonly Axis[],
  root: Located,
  defaults: readonly DefaultUsed[],
): readonly Column[] {
  return axes.flatMap(({ settings }, axis) =>
    settings.map((setting): Column => {
      const { path } = setting;
      const place = pathOf(root, setting);
      const { dimension, whole } = keyTraits(place ?? []);
      const stated = place === null ? undefined : nodeAt(root, place);
      const own = stated ?? defaultNode(path, setting, defaults);
      const shown = dimensionOf(own === null ? nodesOf(setting) : [...nodesOf(setting), own]);
      const type = shown === 'text' ? 'dictionary' : 'float64';
      const unit = unitOf(shown === 'number' ? (dimension ?? shown) : shown);
      return { path, type, unit, axis, setting, own, dimension, whole };
    }),
  );
}

/** All values of a setting; of a range, its ends. */
export function nodesOf({ values }: AxisSetting): readonly Located[] {
  if (values.kind === 'levels') return values.nodes;
  return [valueAt(values.range, 0), valueAt(values.range, 1)];
}

/** The path as steps into the scenario; null where it is none. */
function pathOf(root: Located, { path, place }: AxisSetting): Path | null {
  return 'issue' in setNode(root, path, root, place) ? null : pathIn(root, path);
}

/** A default, as if it had been written in the file. */
function defaultNode(
  path: string,
  { place }: AxisSetting,
  defaults: readonly DefaultUsed[],
): Located | null {
  const value = defaults.find((each) => each.path === path)?.value;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return null;
  return { kind: 'scalar', place, size: 1, value, source: String(value) };
}

/** What a column shows of a value: the number in SI, or the text as it was written (a block as JSON). */
function columnValue(node: Located, type: AxisColumn['type']): AxisValue {
  if (type === 'float64' && node.kind === 'scalar') {
    return parseAnyQuantity(node.value)?.value ?? null;
  }
  return node.kind === 'scalar' ? node.source : JSON.stringify(toPlain(node));
}

/** What every column shows of a point. */
export function valuesAt(columns: readonly Column[], point: DesignPoint): readonly AxisValue[] {
  return columns.map(({ axis, setting, own, type }) => {
    const node = nodeOf(setting, point[axis] ?? null) ?? own;
    return node === null ? null : columnValue(node, type);
  });
}

/** Makes a reader of what constraints see of a point; each level is read once. */
export function createTermReader(
  columns: readonly Column[],
): (point: DesignPoint) => readonly Term[] {
  const readers = columns.map(({ axis, setting, own, dimension }) => {
    const { values } = setting;
    const levels = values.kind === 'levels' ? values.nodes : [];
    const terms = levels.map((node) => termOf(node, dimension));
    const stated = termOf(own, dimension);
    return (point: DesignPoint): Term => {
      const coordinate = point[axis] ?? null;
      if (coordinate === null) return stated;
      return terms[coordinate] ?? termOf(nodeOf(setting, coordinate), dimension);
    };
  });
  return (point) => readers.map((read) => read(point));
}
