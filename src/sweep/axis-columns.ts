import { type Located, nodeAt, toPlain } from '../scenario/document/tree.ts';
import { parseAnyQuantity } from '../scenario/quantity.ts';
import type { DefaultUsed } from '../scenario/scenario.ts';
import { pathIn, setNode } from '../scenario/sets.ts';
import { dimensionOf, unitOf } from '../scenario/sweep-file/axes.ts';
import type { AxisValue } from '../scenario/sweep-file/constraint.ts';
import { valueAt } from '../scenario/sweep-file/range.ts';
import type { Axis, AxisSetting } from '../scenario/sweep-file/sweep-file.ts';
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
  readonly own: AxisValue;
}

/** The columns of a sweep's axes, one for each path, in the order of the file. */
export function axisColumns(
  axes: readonly Axis[],
  root: Located,
  defaults: readonly DefaultUsed[],
): readonly Column[] {
  return axes.flatMap(({ settings }, axis) =>
    settings.map((setting): Column => {
      const { path, values } = setting;
      const shown = ownNode(root, setting) ?? defaultNode(path, setting, defaults);
      const nodes =
        values.kind === 'levels'
          ? values.nodes
          : [valueAt(values.range, 0), valueAt(values.range, 1)];
      const dimension = dimensionOf(shown === null ? nodes : [...nodes, shown]);
      const type = dimension === 'text' ? 'dictionary' : 'float64';
      const value = shown === null ? null : columnValue(shown, type);
      return { path, type, unit: unitOf(dimension), axis, setting, own: value };
    }),
  );
}

/** What the scenario itself has at a path; null where it has nothing, or where that is no path. */
function ownNode(root: Located, { path, place }: AxisSetting): Located | null {
  if ('issue' in setNode(root, path, root, place)) return null;
  return nodeAt(root, pathIn(root, path)) ?? null;
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
export function columnValue(node: Located, type: AxisColumn['type']): AxisValue {
  if (type === 'float64' && node.kind === 'scalar') {
    return parseAnyQuantity(node.value)?.value ?? null;
  }
  return node.kind === 'scalar' ? node.source : JSON.stringify(toPlain(node));
}

/** What every column has at a point. */
export function valuesAt(columns: readonly Column[], point: DesignPoint): readonly AxisValue[] {
  return columns.map(({ axis, setting, type, own }) => {
    const node = nodeOf(setting, point[axis] ?? null);
    return node === null ? own : columnValue(node, type);
  });
}
