import { describe, expect, it } from 'vitest';
import type { Located, ScalarValue } from '../../../src/scenario/document/tree.ts';
import type { DimensionName } from '../../../src/scenario/quantity.ts';
import { checkConstraint } from '../../../src/scenario/sweep-file/check-constraint.ts';
import { parseConstraint } from '../../../src/scenario/sweep-file/constraint.ts';
import { holds } from '../../../src/scenario/sweep-file/holds.ts';
import { type Term, termOf } from '../../../src/scenario/sweep-file/term.ts';

const place = { file: 's.yaml', line: 1, column: 1 };
const node = (value: ScalarValue): Located => {
  return { kind: 'scalar', place, size: 1, value, source: String(value) };
};
const block: Located = { kind: 'list', place, size: 1, items: [], names: new Map() };
const terms = (dimension: DimensionName | null, ...values: (ScalarValue | Located | undefined)[]) =>
  values.map((value) => {
    if (value === undefined) return termOf(null, dimension);
    return termOf(typeof value === 'object' && value !== null ? value : node(value), dimension);
  });

/** The values of each axis; the first of each are those of the point. */
const axes: Readonly<Record<string, readonly Term[]>> = {
  'pools[h100].replicas': terms(null, 8, 4),
  'pools[h100].power.capPerAccelerator': terms('power', '500W', 700),
  'routing.policy': terms(null, 'random', 'round-robin'),
  'pools[h100].replicas-more': terms(null, 3),
  'workloads[chat].arrivals.rate': terms('rate', 12, 16),
  'workloads[chat].slo.ttft': terms('time', 'none', '2s'),
  'workloads[chat].timeout': terms('time', '500ms'),
  'engine.kvBlocks': terms(null, null, 'auto', 2),
  'engine.kvCache': terms(null, true, false),
  'horizon.warmup': terms(null, '5m', '10%', 300),
  'horizon.drain': terms('time', undefined, 4),
  serves: terms(null, block),
};
const columns = Object.keys(axes);
const values = Object.values(axes);
const first = values.map((each) => each[0] as Term);

/** What a constraint comes to at a point, or what is wrong with it. */
function judge(text: string, point: readonly Term[] = first): boolean | string {
  const parsed = parseConstraint(text, columns);
  if ('message' in parsed) return `${parsed.message}; ${parsed.fix}`;
  const checked = checkConstraint(parsed, (column) => values[column] ?? []);
  if ('message' in checked) return `${checked.message}; ${checked.fix}`;
  const met = holds(checked, point);
  return typeof met === 'boolean' ? met : `there: ${met.message}; ${met.fix}`;
}

/** The point with another value of one axis. */
const pointWith = (path: string, at: number) =>
  first.with(columns.indexOf(path), axes[path]?.[at] as Term);

it('has no lists', () => {
  expect(judge('pools[h100].replicas in [4, 8]')).toContain('; write x == 4 || x == 8');
});

describe('a constraint', () => {
  it.each([
    ['pools[h100].replicas * 4 <= 32', true],
    ['pools[h100].replicas * 4 < 32', false],
    ['pools[h100].power.capPerAccelerator <= 500W', true],
    ['pools[h100].power.capPerAccelerator <= 0.4kW', false],
    ['pools[h100].power.capPerAccelerator*pools[h100].replicas<=4 kW', true],
    ['routing.policy == "random"', true],
    ["routing.policy != 'random' || pools[h100].replicas >= 8", true],
    ['!(routing.policy == "round-robin") && pools[h100].replicas > 8', false],
    ['-pools[h100].replicas + 10 === +2', true],
    ['pools[h100].replicas !== 8', false],
    ['pools[h100].replicas % 3 == 2', true],
    ['17 % pools[h100].replicas == 1', true],
    ['17 % 5 == 2', true],
    ['0.5 == 50%', true],
    ['pools[h100].replicas / 100 < 10%', true],
    ['(50% + 10%) * 10 == 6', true],
    ['12/s == 12', true],
    ['60/m == 1 /s', true],
    ['pools[h100].replicas / 2 == 4', true],
    ['2GiB == 2147483648', true],
    ['.5kW == 500W', true],
    ['1 + 2 * 3 == 7', true],
    ['pools[h100].replicas-more == 3', true],
    ['true', true],
    ['engine.kvCache', true],
    ['engine.kvCache == true', true],
    ['engine.kvCache != true || pools[h100].replicas == 4', false],
    ['!engine.kvCache', false],
  ])('%s', (text, expected) => {
    expect(judge(text)).toBe(expected);
  });

  it.each([
    ['1000W/2 == 500W', true],
    ['1000W/pools[h100].replicas == 125W', true],
    ['1000W/(1 + 1) == pools[h100].power.capPerAccelerator', true],
    ['2 * 1s == 2s', true],
    ['10W * 3s == 30J', true],
    ['30J / 3s == 10W', true],
    ['4 / 2s == 2/s', true],
    ['1s / 500ms == 2', true],
    ['1s % 300ms < 200ms', true],
    ['80GB / 40GB/s == 2s', true],
    ['workloads[chat].arrivals.rate * workloads[chat].timeout == 6', true],
  ])('calculates with units: %s', (text, expected) => {
    expect(judge(text)).toBe(expected);
  });

  it('gives a bare number the unit of what it is compared with, as a scenario does', () => {
    expect(judge('workloads[chat].arrivals.rate <= 12')).toBe(true);
    expect(judge('workloads[chat].arrivals.rate <= 720/m')).toBe(true);
    expect(judge('3 + 2 * 4 < workloads[chat].arrivals.rate')).toBe(true);
    expect(judge('workloads[chat].timeout == 0.5')).toBe(true);
    // Of several that it could be, the plain number.
    expect(judge('horizon.warmup == 300')).toBe(false);
    expect(judge('horizon.warmup == 300', pointWith('horizon.warmup', 2))).toBe(true);
    expect(judge('horizon.warmup == 300s')).toBe(true);
  });

  it('leaves the words in quotes alone', () => {
    const path = 'routing.policy';
    const judgeWord = (text: string, word: string) =>
      judge(text, first.with(columns.indexOf(path), { kind: 'word', value: word }));
    expect(judgeWord('routing.policy == "500W"', '500W')).toBe(true);
    expect(judgeWord("routing.policy == 'routing.policy'", path)).toBe(true);
    const odd = 'it\'s 10% of "60s"';
    expect(judgeWord('routing.policy == "it\'s 10% of \\"60s\\""', odd)).toBe(true);
  });

  it.each([
    [
      "pools[h100].replicas != '2'",
      "compares pools[h100].replicas (a number) with '2' (a word); write 2 without quotes",
    ],
    [
      "pools[h100].power.capPerAccelerator <= '500W'",
      "(a power) with '500W' (a word); write 500W without quotes",
    ],
    ['engine.kvCache == "true"', '"true" (a word); write true without quotes'],
    ['routing.policy == 2', 'with 2 (a number); write "2" in quotes'],
    [
      'workloads[chat].arrivals.rate == 2s',
      'compares workloads[chat].arrivals.rate (a rate) with 2s (a time); write a rate, such as 12/s',
    ],
    ['pools[h100].replicas < 4W', 'with 4W (a power); write a number without a unit'],
    ['pools[h100].replicas == true', 'compares pools[h100].replicas (a number) with true (true or'],
    ['pools[h100].replicas < workloads[chat].arrivals.rate', '(a number) with workloads[chat].arr'],
    ['pools[h100].replicas == null', '(a number) with null (null)'],
    ['1 < pools[h100].replicas < 8', 'join comparisons with &&, as in 1 < x && x < 8'],
    ['routing.policy > 3', 'compares routing.policy (a word) with 3'],
    ['routing.policy < "z"', 'compares routing.policy (a word) with "z" (a word)'],
    ['routing.policy * 2 == 4', 'calculates with routing.policy (a word), which is no number'],
    ['-"2" == 2', 'calculates with "2" (a word), which is no number; write 2 without quotes'],
    ['1s + 1W > 0', 'calculates with 1s (a time) and 1W (a power)'],
    ['1s * 1W == 1s', 'compares an energy with 1s (a time)'],
    ['1W * 1W == 1s', 'compares a quantity in s^-2·J^2 with 1s (a time)'],
    ['workloads[chat].slo.ttft == 2W', '(a word or a time) with 2W (a power); write a time'],
    ['horizon.warmup == 2W', 'write a time, such as 500ms or a number without a unit'],
    ['pools[h100].replicas', 'is pools[h100].replicas (a number), neither true nor false'],
    ['pools[h100].replicas && true', 'takes pools[h100].replicas (a number) for true or false'],
    ['!routing.policy', 'takes routing.policy (a word) for true or false'],
    ['"word"', 'is "word" (a word), neither true nor false'],
    ['serves == "a"', 'compares serves (a block) with "a" (a word); constraints cannot look into'],
    ['serves == serves', 'constraints cannot look into blocks'],
    // Also where no point would come so far.
    ['true || routing.policy * 2 == 4', 'calculates with routing.policy (a word)'],
  ])('makes no sense of values of different kinds: %s', (text, message) => {
    expect(judge(text)).toContain(message);
    expect(judge(text)).not.toMatch(/^there/);
  });
});

describe('an axis of several kinds', () => {
  const at = (text: string) =>
    [0, 1, 2].map((index) => judge(text, pointWith('engine.kvBlocks', index)));

  it('is compared within a kind: values of different kinds are unequal', () => {
    expect(at('engine.kvBlocks == "auto"')).toEqual([false, true, false]);
    expect(at('engine.kvBlocks != "auto"')).toEqual([true, false, true]);
    expect(at('engine.kvBlocks == null')).toEqual([true, false, false]);
    expect(at('engine.kvBlocks == 2')).toEqual([false, false, true]);
    expect(judge('workloads[chat].slo.ttft == 2s')).toBe(false);
  });

  it('is calculated with where the value is a number, and says where it is none', () => {
    const [nothing, word, number] = at('engine.kvBlocks <= 4');
    expect(nothing).toContain('there: calculates with engine.kvBlocks (null), which is no number');
    expect(nothing).toContain('test it first: engine.kvBlocks == null || …');
    expect(word).toContain('there: calculates with engine.kvBlocks = auto (a word), which is no');
    expect(word).toContain('test it first: engine.kvBlocks == "auto" || …');
    expect(number).toBe(true);
    const tested = 'engine.kvBlocks == null || engine.kvBlocks == "auto" || engine.kvBlocks > 4';
    expect(at(tested)).toEqual([true, true, false]);
    expect(judge('horizon.warmup < 10m')).toBe(true);
    expect(judge('horizon.warmup < 10m', pointWith('horizon.warmup', 1))).toContain(
      'there: puts a number and a time together',
    );
  });

  it('has a value that nobody knows, which decides nothing', () => {
    for (const text of ['horizon.drain > 3', 'horizon.drain == 4', 'horizon.drain != 4']) {
      expect(judge(text)).toContain('there: needs horizon.drain (a value that the scenario does');
    }
  });

  it('has a result that is no number, which decides nothing', () => {
    const text = '(pools[h100].replicas - 8) / (pools[h100].replicas - 8) < 1';
    expect(judge(text)).toContain('there: calculates 0 / 0, which is no number; exclude that case');
  });
});

describe('a constraint that cannot be read', () => {
  it.each([
    ['pools[h100].replica <= 4', 'names a path that is no axis of this sweep; the axes are pools'],
    ['replicas <= 4', 'replicas is no axis of this sweep'],
    ['axis_0_ <= 4', 'axis_0_ is no axis of this sweep'],
    ['\uE000e0_ <= 4', 'holds a character for private use'],
    ['process.exit()', 'may hold only axes'],
    ['this', 'may hold only axes'],
    ['[1] == 1', 'may hold only axes'],
    ['2 ** 3 == 8', 'may hold only axes'],
    ['~2 == 1', 'may hold only axes'],
    ['1 == 1 ? true : false', 'may hold only axes'],
    ['1 == 1; 2 == 2', 'may hold only axes'],
    ['', 'may hold only axes'],
    ['pools[h100].replicas <=', 'is no condition: '],
    ['(1 == 1', 'is no condition: '],
    ['"open', 'is no condition: '],
    ['500X <= 4', 'is no condition: '],
    ['500W/x <= 4', 'is no condition: '],
    ['pools[h100].replicas <= 500W 4W', 'may hold only axes'],
    [`1 == ${'1'.repeat(1000)}`, 'is longer than 1000 characters'],
  ])('%j', (text, message) => {
    expect(judge(text)).toContain(message);
    expect(judge(text)).not.toMatch(/\uE000|at character/u);
  });
});
