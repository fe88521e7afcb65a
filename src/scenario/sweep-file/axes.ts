import { suggest } from '../did-you-mean.ts';
import { childOf, type Located, nodeAt, type Path } from '../document/tree.ts';
import { type DimensionName, dimensions, parseAnyQuantity } from '../quantity.ts';
import type { Reporter } from '../reporter.ts';
import { spacedBy, stepCount, stepsOf } from './range.ts';
import { MAX_POINTS } from './schema.ts';
import type { Axis, AxisSetting, AxisValues, Range } from './sweep-file.ts';

const MAX_AXES = 100;

/** Reads `axes`. Everything that is wrong is reported; what is returned then is incomplete. */
export function readAxes(root: Located, reporter: Reporter): readonly Axis[] {
  const axes = nodeAt(root, ['axes']);
  const fix = 'write axes: { "pools[h100].replicas": [4, 8, 16] }';
  if (axes === undefined) {
    reporter.error(['axes'], 'is missing: there is nothing to sweep', fix);
    return [];
  }
  if (axes.kind !== 'map' || axes.entries.size === 0) {
    reporter.error(['axes'], 'must be a map from paths of the scenario to values', fix);
    return [];
  }
  if (axes.entries.size > MAX_AXES) {
    reporter.error(['axes'], `there are ${axes.entries.size} axes`, `write at most ${MAX_AXES}`);
    return [];
  }
  return [...axes.entries].flatMap(([name, { key, node }]) => {
    const path = ['axes', name];
    const together = childOf(node, 'together');
    if (node.kind === 'map' && together !== undefined) {
      const settings = readTogether(node, together, path, reporter);
      return settings === null ? [] : [{ name, place: key, settings }];
    }
    const values = readValues(node, path, reporter);
    return values === null
      ? []
      : [{ name, place: key, settings: [{ path: name, place: key, values }] }];
  });
}

/** Several settings that move together; null where they cannot. */
function readTogether(
  node: Located & { readonly kind: 'map' },
  together: Located,
  path: Path,
  reporter: Reporter,
): readonly AxisSetting[] | null {
  for (const key of node.entries.keys()) {
    if (key !== 'together') reporter.unknownKey([...path, key], 'together stands alone');
  }
  const inside = [...path, 'together'];
  if (together.kind !== 'map' || together.entries.size === 0) {
    const fix =
      'write together: { "pools[h100].replicas": [4, 8], "pools[h100].parallelism.tensor": [8, 4] }';
    reporter.error(inside, 'must be a map from paths of the scenario to values', fix);
    return null;
  }
  const settings = [...together.entries].flatMap(([key, entry]): AxisSetting[] => {
    const values = readValues(entry.node, [...inside, key], reporter);
    return values === null ? [] : [{ path: key, place: entry.key, values }];
  });
  if (settings.length < together.entries.size) return null;
  const sizes = settings.map(({ values }) =>
    values.kind === 'levels' ? values.nodes.length : 'a continuous range',
  );
  if (new Set(sizes).size === 1) return settings;
  const shown = settings.map(({ path: each }, index) => `${each} ${sizes[index]}`).join(', ');
  reporter.error(
    inside,
    `values that move together must be equally many: ${shown}`,
    'give each path as many values as the others',
  );
  return null;
}

function readValues(node: Located, path: Path, reporter: Reporter): AxisValues | null {
  if (node.kind === 'list') {
    if (node.items.length > 0) return { kind: 'levels', nodes: node.items };
    reporter.error(path, 'the list is empty', 'write at least one value');
    return null;
  }
  if (node.kind === 'map') return readRange(node, path, reporter);
  const value = node.source === '' ? '4' : node.source;
  reporter.error(
    path,
    'an axis has several values',
    `write a list, such as [${value}], or {from, to, steps}`,
  );
  return null;
}

const rangeKeys = ['from', 'to', 'steps', 'step', 'scale'] as const;

function readRange(
  node: Located & { readonly kind: 'map' },
  path: Path,
  reporter: Reporter,
): AxisValues | null {
  const unknown = [...node.entries.keys()].filter(
    (key) => !rangeKeys.some((known) => known === key),
  );
  for (const key of unknown)
    reporter.unknownKey([...path, key], suggest(key, [...rangeKeys, 'together']));
  const ends = readEnds(node, path, reporter);
  const scale = readScale(node, path, reporter);
  if (ends === null || scale === null || unknown.length > 0) return null;
  if (scale === 'log' && !(ends.from > 0 && ends.to > 0)) {
    reporter.error(
      path,
      'a log scale has no zero and no negative values',
      'begin above 0, or leave scale out',
    );
    return null;
  }
  const range: Range = { ...ends, scale, place: node.place };
  const steps = childOf(node, 'steps');
  const step = childOf(node, 'step');
  if (steps !== undefined && step !== undefined) {
    reporter.error([...path, 'step'], 'steps and step exclude each other', 'keep one of the two');
    return null;
  }
  if (steps !== undefined) return withSteps(range, steps, [...path, 'steps'], reporter);
  if (step !== undefined) return withStep(range, step, [...path, 'step'], reporter);
  return { kind: 'range', range };
}

function readEnds(
  node: Located,
  path: Path,
  reporter: Reporter,
): Pick<Range, 'from' | 'to' | 'unit'> | null {
  const end = (key: 'from' | 'to') => {
    const value = childOf(node, key);
    if (value === undefined) {
      reporter.error(path, `the range has no ${key}`, 'write {from: 4, to: 16, steps: 4}');
      return null;
    }
    const split = value.kind === 'scalar' ? splitQuantity(value.value) : null;
    if (split === null)
      reporter.error(
        [...path, key],
        'this is no number',
        'write a number, with its unit if it has one',
      );
    return split;
  };
  const from = end('from');
  const to = end('to');
  if (from === null || to === null) return null;
  if (from.unit !== to.unit) {
    reporter.error(
      path,
      `the ends have different units: ${from.unit || 'none'} and ${to.unit || 'none'}`,
      'write both with the same unit',
    );
    return null;
  }
  if (!(to.number > from.number)) {
    reporter.error(path, 'the range does not go up', 'write the smaller end first');
    return null;
  }
  return { from: from.number, to: to.number, unit: from.unit };
}

/** A number and the unit behind it, without the blank that may stand between them. */
function splitQuantity(value: unknown): { readonly number: number; readonly unit: string } | null {
  if (parseAnyQuantity(value) === null) return null;
  if (typeof value === 'number') return { number: value, unit: '' };
  const match = /^\s*([+-]?[\d.]+(?:[eE][+-]?\d+)?)(.*)$/u.exec(String(value));
  return match === null ? null : { number: Number(match[1]), unit: (match[2] ?? '').trim() };
}

function readScale(node: Located, path: Path, reporter: Reporter): Range['scale'] | null {
  const scale = childOf(node, 'scale');
  if (scale === undefined) return 'linear';
  const word = scale.kind === 'scalar' ? scale.value : null;
  if (word === 'linear' || word === 'log') return word;
  reporter.error([...path, 'scale'], 'this is no scale', suggest(String(word), ['linear', 'log']));
  return null;
}

function withSteps(range: Range, node: Located, path: Path, reporter: Reporter): AxisValues | null {
  const steps = node.kind === 'scalar' ? node.value : null;
  if (typeof steps !== 'number' || !Number.isInteger(steps) || steps < 2 || steps > MAX_POINTS) {
    reporter.error(
      path,
      'must be a whole number of values, both ends counted',
      `write 2 to ${MAX_POINTS}`,
    );
    return null;
  }
  return { kind: 'levels', nodes: stepsOf(range, steps) };
}

function withStep(range: Range, node: Located, path: Path, reporter: Reporter): AxisValues | null {
  const step = node.kind === 'scalar' ? splitQuantity(node.value) : null;
  if (step === null || !(step.number > 0) || (step.unit !== range.unit && step.unit !== '')) {
    reporter.error(
      path,
      'must be a distance above 0',
      `write a number in the unit of the ends${range.unit === '' ? '' : ` (${range.unit})`}`,
    );
    return null;
  }
  if (range.scale === 'log') {
    reporter.error(path, 'a log scale has no equal distances', 'write steps instead');
    return null;
  }
  const values = stepCount(range, step.number);
  if (values > MAX_POINTS) {
    reporter.error(path, `makes ${values} values`, `write a step that makes at most ${MAX_POINTS}`);
    return null;
  }
  return { kind: 'levels', nodes: spacedBy(range, step.number) };
}

/** Dimension of an axis whose values are all numbers; 'text' for any other. */
export function dimensionOf(nodes: readonly Located[]): DimensionName | 'number' | 'text' {
  const found = nodes.map((node) => (node.kind === 'scalar' ? parseAnyQuantity(node.value) : null));
  if (found.some((quantity) => quantity === null)) return 'text';
  const named = new Set(found.flatMap((quantity) => quantity?.dimension ?? []));
  if (named.size > 1) return 'text';
  const [only] = named;
  return only ?? 'number';
}

/** SI unit of a dimension's values, or null where they have none. */
export function unitOf(dimension: DimensionName | 'number' | 'text'): string | null {
  if (dimension === 'number' || dimension === 'text') return null;
  const { bare } = dimensions[dimension];
  return bare === '' ? null : bare.replace(/^\//, '1/');
}
