import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/scenario/document/read-document.ts';
import type { Located } from '../../../src/scenario/document/tree.ts';
import { formatIssue } from '../../../src/scenario/format-issue.ts';
import { dimensionOf, unitOf } from '../../../src/scenario/sweep-file/axes.ts';
import { isSweep, parseSweep } from '../../../src/scenario/sweep-file/parse.ts';
import { valueAt } from '../../../src/scenario/sweep-file/range.ts';
import type { AxisSetting, SweepFile } from '../../../src/scenario/sweep-file/sweep-file.ts';

const options = { file: 's.yaml', folder: 'studies' };
const shortest = 'scenario: chat.yaml\naxes:\n  pools[h100].replicas: [4, 8]\n';

function accepted(text: string): SweepFile {
  const { sweep, issues } = parseSweep(text, options);
  expect(issues.map((issue) => formatIssue(issue, text))).toEqual([]);
  if (sweep === null) throw new Error('no sweep and no issue');
  return sweep;
}

function refused(text: string): string[] {
  const { issues } = parseSweep(text, options);
  return issues.map((issue) => formatIssue(issue, text));
}

/** The shortest sweep with an axis in the place of its own. */
const withAxis = (axis: string) => `scenario: chat.yaml\naxes:\n  ${axis}\n`;
const withLine = (line: string) => `${shortest}${line}\n`;

const settings = ({ axes }: SweepFile): readonly AxisSetting[] =>
  axes.flatMap((axis) => axis.settings);

function values({ values: own }: AxisSetting): unknown[] {
  if (own.kind === 'range') throw new Error('a continuous range has no values');
  return own.nodes.map((node) => (node.kind === 'scalar' ? node.value : node.kind));
}

const valuesOf = (range: string) => settings(accepted(withAxis(`x: ${range}`))).map(values)[0];

describe('a sweep file', () => {
  it('needs a scenario and an axis, and has defaults for the rest', () => {
    expect(accepted(shortest)).toMatchObject({
      name: null,
      description: '',
      scenario: 'studies/chat.yaml',
      design: { kind: 'grid', samples: null, seed: null },
      replications: 1,
      stop: null,
      constraints: [],
      tables: 'none',
    });
  });

  it('says all of it', () => {
    const sweep = accepted(`
name: peaks
description: Where it breaks.
scenario: ../chat.yaml
design: { kind: sobol, samples: 64, seed: 7 }
replications: 5
axes:
  workloads[chat].arrivals.rate: { from: 8/s, to: 20/s }
  routing.policy: [random, round-robin]
constraints:
  - workloads[chat].arrivals.rate < 18/s
stop: { metric: e2e.p99, relativeHalfWidth: 5% }
tables: all
`);
    expect(sweep).toMatchObject({
      name: 'peaks',
      description: 'Where it breaks.',
      scenario: 'studies/../chat.yaml',
      design: { kind: 'sobol', samples: 64, seed: '7', place: { line: 5, column: 9 } },
      replications: 5,
      stop: {
        metric: 'e2e.p99',
        relativeHalfWidth: 0.05,
        maxReplications: 50,
        column: 'e2e_p99_seconds',
      },
      tables: 'all',
    });
    expect(sweep.axes.map(({ name }) => name)).toEqual([
      'workloads[chat].arrivals.rate',
      'routing.policy',
    ]);
    expect(sweep.constraints).toHaveLength(1);
  });

  it('may be JSON, with a design that is one word', () => {
    const text = '{"scenario": "chat.yaml", "design": "list", "axes": {"seed": [1, 2, 3]}}';
    expect(accepted(text).design.kind).toBe('list');
  });

  it.each(['joules_per_request', 'queue.mean', 'slo_attainment'])('stops by %s', (metric) => {
    const { stop } = accepted(withLine(`stop: { metric: ${metric}, relativeHalfWidth: 0.1 }`));
    expect(stop).toMatchObject({ metric, relativeHalfWidth: 0.1 });
  });

  it.each(readdirSync('scenarios/sweeps'))('ships as an example: %s', (name) => {
    accepted(readFileSync(`scenarios/sweeps/${name}`, 'utf8'));
  });

  it.each([
    [shortest, true],
    ['axes: { seed: [1, 2] }', true],
    ['scenario: chat.yaml', true],
    ['name: chat\nworkloads: [{name: chat}]', false],
    ['scenario: x\nworkloads: []', false],
    ['- 1', false],
  ])('is told from a scenario: %j', (text, sweep) => {
    const document = readDocument(text, { file: 'x.yaml' });
    expect(document.ok && isSweep(document.root)).toBe(sweep);
  });
});

describe('the values of an axis', () => {
  it.each([
    ['[4, 8.5, none, auto, true]', [4, 8.5, 'none', 'auto', true]],
    ['[8/s, 12/s]', ['8/s', '12/s']],
    ['{ from: 4, to: 16, steps: 4 }', [4, 8, 12, 16]],
    ['{ from: 400W, to: 700W, steps: 4 }', ['400W', '500W', '600W', '700W']],
    ['{ from: 0, to: 1, steps: 11 }', [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]],
    ['{ from: -2, to: 2, steps: 3 }', [-2, 0, 2]],
    ['{ from: 1, to: 1000, steps: 4, scale: log }', [1, 10, 100, 1000]],
    ['{ from: 2ms, to: 8ms, steps: 3, scale: log }', ['2ms', '4ms', '8ms']],
    ['{ from: 8/s, to: 20/s, step: 4 }', ['8/s', '12/s', '16/s', '20/s']],
    ['{ from: 8/s, to: 19/s, step: 4/s }', ['8/s', '12/s', '16/s']],
    ['{ from: 0, to: 0.3, step: 0.1 }', [0, 0.1, 0.2, 0.3]],
    ['{ from: 10%, to: 30%, step: 10% }', ['10%', '20%', '30%']],
    ['{ from: 0.05 USD/kWh, to: 0.07 USD/kWh, steps: 3 }', ['0.05', '0.06', '0.07']],
    ['{ from: 4 GB, to: 8GB, step: 2GB }', ['4GB', '6GB', '8GB']],
    ['{ from: 1e3, to: 3e3, steps: 3, scale: linear }', [1000, 2000, 3000]],
  ])('%s', (range, expected) => {
    const found = valuesOf(range)?.map((value) => String(value).replace(/ ?USD\/kWh$/, ''));
    expect(found).toEqual(expected.map(String));
  });

  it('may be a continuous range, whose values are as if they had been written', () => {
    const [setting] = settings(accepted(withAxis('x: { from: 1GB, to: 4GB, scale: log }')));
    if (setting?.values.kind !== 'range') throw new Error('no range');
    const { range } = setting.values;
    expect(range).toMatchObject({ from: 1, to: 4, unit: 'GB', scale: 'log' });
    const shown = [0, 0.5, 1].map((share) => valueAt(range, share));
    expect(shown.map((node) => node.kind === 'scalar' && node.source)).toEqual([
      '1GB',
      '2GB',
      '4GB',
    ]);
    expect(shown[0]?.place).toEqual({ file: 's.yaml', line: 3, column: 6 });
  });

  it('may be blocks, each with the place where it stands', () => {
    const [setting] = settings(
      accepted(withAxis('workloads[chat].arrivals: [{ rate: 3/s }, { rate: 4/s }]')),
    );
    if (setting?.values.kind !== 'levels') throw new Error('no levels');
    expect(setting.values.nodes.map(({ kind, place }) => [kind, place.column])).toEqual([
      ['map', 30],
      ['map', 45],
    ]);
    expect(setting.place).toEqual({ file: 's.yaml', line: 3, column: 3 });
  });

  it('move together under a name', () => {
    const sweep = accepted(
      withAxis(
        'layout: { together: { a.tensor: [2, 4, 8], a.replicas: { from: 4, to: 8, steps: 3 } } }',
      ),
    );
    expect(sweep.axes.map(({ name }) => name)).toEqual(['layout']);
    expect(settings(sweep).map(({ path }) => path)).toEqual(['a.tensor', 'a.replicas']);
    expect(settings(sweep).map(values)).toEqual([
      [2, 4, 8],
      [4, 6, 8],
    ]);
  });

  it.each([
    ['[1, 2, 3]', 'number', null],
    ['[8/s, 30/m]', 'rate', '1/s'],
    ['[400W, 0.5kW]', 'power', 'W'],
    ['[8/s, 12]', 'rate', '1/s'],
    ['[10%, 0.2]', 'share', null],
    ['[4ms, 4W]', 'text', null],
    ['[none, 10]', 'text', null],
    ['[true, false]', 'text', null],
    ['[{ a: 1 }]', 'text', null],
  ])('have one dimension or are text: %s', (list, dimension, unit) => {
    const [setting] = settings(accepted(withAxis(`x: ${list}`)));
    const nodes: readonly Located[] = setting?.values.kind === 'levels' ? setting.values.nodes : [];
    expect(dimensionOf(nodes)).toBe(dimension);
    expect(unitOf(dimensionOf(nodes))).toBe(unit);
  });
});

describe('a sweep file that is wrong', () => {
  it.each([
    ['', 's.yaml:1:1 '],
    ['- 1', 's.yaml:1:1 a sweep is a map of keys; begin with scenario: my-scenario.yaml'],
    ['scenario: [x\n', 's.yaml:2:1 '],
    [
      'name: chat\nworkloads: [{ name: chat }]\npools: []\n',
      's.yaml:1:1 this is a scenario, not a sweep; run it with tailwatt run',
    ],
    ['axes: { seed: [1] }', 's.yaml:1:1 scenario: '],
    ['scenario: ""\naxes: { seed: [1] }', 's.yaml:1:11 scenario = "": must be the path of a file'],
    ['scenario: x.yaml\n', 's.yaml:1:1 axes: is missing: there is nothing to sweep'],
    ['scenario: x.yaml\naxes: {}\n', 's.yaml:2:7 axes = {}: must be a map from paths'],
    ['scenario: x.yaml\naxes: [1]\n', 's.yaml:2:7 axes = [1]: must be a map from paths'],
    [withLine('designs: grid'), 's.yaml:4:1 designs: this key is not known; did you mean design?'],
    [withLine('design: grit'), 's.yaml:4:9 design = grit: '],
    [withLine('design: { kind: sobol }'), 'a sobol design needs samples; write {kind: sobol'],
    [
      withLine('design: { kind: grid, samples: 4 }'),
      's.yaml:4:32 design.samples = 4: a grid design takes the values of its axes',
    ],
    [withLine('design: { kind: random, samples: 10000000 }'), 's.yaml:4:34 design.samples'],
    [withLine('replications: 0'), 's.yaml:4:15 replications = 0'],
    [withLine('replications: 2.5'), 's.yaml:4:15 replications = 2.5'],
    [withLine('tables: some'), 's.yaml:4:9 tables = some'],
    [
      withLine('stop: { metric: e2e.p98, relativeHalfWidth: 5% }'),
      's.yaml:4:17 stop.metric = e2e.p98: this metric is not known; did you mean e2e.p9',
    ],
    [
      withLine('stop: { metric: overload_offered_per_second, relativeHalfWidth: 5% }'),
      's.yaml:4:17 stop.metric = overload_offered_per_second: is null in every run that is not overloaded; stop by another',
    ],
    [withLine('stop: { metric: e2e.p99, relativeHalfWidth: 0 }'), 's.yaml:4:45 stop.relative'],
    [withLine('stop: { metric: e2e.p99, relativeHalfWidth: 5W }'), 'W is not a unit of a share'],
    [
      `${shortest}replications: 9\nstop: { metric: e2e.p99, relativeHalfWidth: 5%, maxReplications: 4 }\n`,
      's.yaml:5:66 stop.maxReplications = 4: is less than replications = 9; write 9 or more',
    ],
    [withLine('constraints: pools[h100].replicas <= 4'), 's.yaml:4:14 constraints'],
    [withLine('constraints: [true]'), 's.yaml:4:15 constraints[0] = true'],
    [
      withLine('constraints:\n  - pools[h100].replica <= 4'),
      's.yaml:5:5 constraints[0] = "pools[h100].replica <= 4": names a path that is no axis of this sweep; the axes are pools[h100].replicas',
    ],
  ])('%j', (text, message) => {
    expect(refused(text).join('\n')).toContain(message);
  });

  it.each([
    ['x: []', '3:6 axes.x = []: the list is empty; write at least one value'],
    ['x: 4', '3:6 axes.x = 4: an axis has several values; write a list, such as [4]'],
    ['x:', 'an axis has several values'],
    ['x: { from: 4 }', '3:6 axes.x = {"from":4}: the range has no to'],
    ['x: {}', 'the range has no from'],
    ['x: { from: many, to: 5 }', '3:14 axes.x.from = many: this is no number'],
    ['x: { from: 4W, to: 8kW, steps: 2 }', 'the ends have different units: W and kW'],
    ['x: { from: 4, to: 8W, steps: 2 }', 'the ends have different units: none and W'],
    ['x: { from: 8, to: 4, steps: 2 }', 'the range does not go up; write the smaller end first'],
    ['x: { from: 4, to: 4, steps: 2 }', 'the range does not go up'],
    ['x: { from: 4, to: .inf, steps: 2 }', '3:21 axes.x.to = .inf: this is no number'],
    ['x: { from: 0, to: 4, scale: log }', 'a log scale has no zero and no negative values'],
    ['x: { from: 1, to: 4, scale: log, step: 1 }', 'a log scale has no equal distances'],
    [
      'x: { from: 1, to: 4, scale: lag }',
      '3:31 axes.x.scale = lag: this is no scale; did you mean log?',
    ],
    ['x: { from: 1, to: 4, steps: 1 }', '3:31 axes.x.steps = 1: must be a whole number of values'],
    ['x: { from: 1, to: 4, steps: 2.5 }', 'must be a whole number of values'],
    ['x: { from: 1, to: 4, steps: 10000000 }', 'write 2 to 100000'],
    ['x: { from: 1, to: 4, step: 0 }', '3:30 axes.x.step = 0: must be a distance above 0'],
    ['x: { from: 1W, to: 4W, step: 1s }', 'write a number in the unit of the ends (W)'],
    [
      'x: { from: 0, to: 10, step: 1e-6 }',
      'makes 10000001 values; write a step that makes at most',
    ],
    ['x: { from: 0, to: 10, step: 1e-320 }', 'makes Infinity values'],
    ['x: { from: 1, to: 4, step: 1, steps: 4 }', 'steps and step exclude each other'],
    [
      'x: { from: 1, to: 4, stepps: 4 }',
      '3:24 axes.x.stepps: this key is not known; did you mean step',
    ],
    ['x: { together: 4 }', '3:18 axes.x.together = 4: must be a map from paths'],
    ['x: { together: {} }', 'must be a map from paths'],
    ['x: { together: { a: [1, 2], b: [1, 2, 3] } }', 'must be equally many: a 2, b 3'],
    ['x: { together: { a: [1, 2], b: { from: 1, to: 2 } } }', 'a 2, b a continuous range'],
    ['x: { together: { a: [1], b: [] } }', '3:31 axes.x.together.b = []: the list is empty'],
    [
      'x: { together: { a: [1] }, steps: 2 }',
      'axes.x.steps: this key is not known; together stands alone',
    ],
  ])('has an axis that cannot be: %s', (axis, message) => {
    expect(refused(withAxis(axis)).join('\n')).toContain(message);
  });

  it('is told everything at once, in the order of the file', () => {
    const issues = refused(`scenario: 3
replications: none
axes:
  a: []
  b: { from: 3, to: 1 }
stop: { metric: nothing, relativeHalfWidth: -1 }
constraints: ["c > 1"]
`);
    const lines = issues.map((issue) => Number(/^s\.yaml:(\d+):\d+ /.exec(issue)?.[1]));
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
    expect(new Set(lines)).toEqual(new Set([1, 2, 4, 5, 6, 7]));
  });

  it('may have too many axes', () => {
    const many = Array.from({ length: 101 }, (_, index) => `x${index}: [1]`).join(', ');
    expect(refused(`scenario: x.yaml\naxes: { ${many} }\n`).join()).toContain(
      'there are 101 axes; write at most 100',
    );
  });
});
