import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/format-issue.ts';
import { parseAnyQuantity } from '../../src/scenario/quantity.ts';
import { checkConstraint } from '../../src/scenario/sweep-file/check-constraint.ts';
import { parseConstraint } from '../../src/scenario/sweep-file/constraint.ts';
import { holds } from '../../src/scenario/sweep-file/holds.ts';
import { parseSweep } from '../../src/scenario/sweep-file/parse.ts';
import { valueAt } from '../../src/scenario/sweep-file/range.ts';
import type { SweepFile } from '../../src/scenario/sweep-file/sweep-file.ts';
import { type Kind, sameKind, type Term } from '../../src/scenario/sweep-file/term.ts';
import { noUnits, unitsOf } from '../../src/scenario/sweep-file/units.ts';
import { choosePoints, designInput, judgeConstraints } from '../../src/sweep/choose-points.ts';
import { designs } from '../../src/sweep/design/index.ts';

const runs = 1500;
/** Shares of all runs below which the generator would test too little. */
const leastAccepted = 0.1;
const leastRefused = 0.3;
const leastSyntaxErrors = 0.02;

const bases: readonly string[] = [
  `scenario: ../chatbot-70b.yaml
name: peaks
design: { kind: sobol, samples: 64, seed: 7 }
replications: 5
axes:
  workloads[chat].arrivals.rate: { from: 8/s, to: 46/s, scale: log }
  pools[h100].power.capPerAccelerator: { from: 400W, to: 700W, steps: 4 }
  routing.policy: [random, round-robin, least-outstanding]
stop: { metric: e2e.p99, relativeHalfWidth: 5%, maxReplications: 50 }
constraints:
  - pools[h100].power.capPerAccelerator <= 500W || workloads[chat].arrivals.rate < 20/s
  - routing.policy != "random"
`,
  `scenario: chat.yaml
description: Chips per replica and replicas together.
design: grid
axes:
  layout:
    together:
      pools[h100].parallelism.tensor: [2, 4, 8]
      pools[h100].replicas: { from: 4, to: 12, step: 4 }
  workloads[chat].arrivals: [{ process: poisson, rate: 3/s }, { rate: 4/s }]
constraints: ["pools[h100].parallelism.tensor * pools[h100].replicas <= 32"]
tables: all
`,
  `{"scenario": "mm1.yaml", "design": {"kind": "saltelli", "samples": 8}, "replications": 2,
 "axes": {"pools[server].engine.maxSequences": {"from": 1, "to": 16, "steps": 16},
  "seed": [1, "a", 3.5]}, "stop": {"metric": "joules_per_request", "relativeHalfWidth": 0.1}}
`,
];

/** Words and signs that mean something somewhere. */
const words: readonly string[] = [
  ...['none', '[]', '{}', '{', ']', '- ', ': ', '&x ', '*x', '<<: ', '|\n', '# ', '"', "'", '\t'],
  ...['---\n', '0', '-1', '1e400', '1e-320', '.inf', '.nan', '10%', ' 3 GB', '7kW', 'null', '~'],
  ...['__proto__: 1\n', 'constructor', '\u0000', '\uFEFF', '😀', '\u2028', 'together', 'from'],
  ...['steps: 100000', 'step: 1e-9', 'samples: 100000', 'log', 'list', 'random', 'one-at-a-time'],
  ...[' && ', ' || !', ' % ', ' == ', '(', ')', 'pools[h100].replicas', 'axis_0_', '\\', '9e9'],
];

interface Mutation {
  readonly kind: number;
  readonly at: number;
  readonly value: number;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.nat(6),
  at: fc.nat(4000),
  value: fc.nat(4000),
});

/** One change somewhere: a word put in or put in another's place, a digit, a cut, a line less or twice. */
function mutate(text: string, { kind, at, value }: Mutation): string {
  const word = words[value % words.length] ?? '';
  const place = at % (text.length + 1);
  const lines = text.split('\n');
  const line = at % lines.length;
  const found = [...text.matchAll(kind === 0 ? /\d/g : /[^\s,:{}[\]]+/g)];
  const token = found[at % Math.max(1, found.length)];
  const start = token?.index ?? 0;
  const end = start + (token?.[0].length ?? 0);
  switch (kind) {
    case 0:
      return `${text.slice(0, start)}${value % 10}${text.slice(end)}`;
    case 1:
      return text.slice(0, start) + word + text.slice(end);
    case 2:
      return text.slice(0, place) + text.slice(place + (value % 30));
    case 3:
      return lines.filter((_, index) => index !== line).join('\n');
    case 4:
      return lines.flatMap((own, index) => (index === line ? [own, own] : [own])).join('\n');
    case 5:
      return `${text.slice(0, place)}${String.fromCharCode(32 + (value % 95))}${text.slice(place + 1)}`;
    default:
      return text.slice(0, place) + word + text.slice(place);
  }
}

/** What an accepted sweep is asked for next must have an answer, too. */
function useUp(sweep: SweepFile): void {
  for (const { settings } of sweep.axes) {
    for (const { values } of settings) {
      if (values.kind === 'levels') expect(values.nodes.length).toBeGreaterThan(0);
      else {
        for (const share of [0, 0.5, 1]) {
          const node = valueAt(values.range, share);
          const quantity = node.kind === 'scalar' ? parseAnyQuantity(node.value) : null;
          expect(Number.isFinite(quantity?.value)).toBe(true);
        }
      }
    }
  }
  const input = designInput(sweep, '1');
  const design = designs[sweep.design.kind];
  if (sweep.axes.length === 0 || design.problem(input) !== null) return;
  const count = design.count(input);
  expect(count).toBeGreaterThan(0);
  if (count > 1000) return;
  const columns = sweep.axes.flatMap(({ settings }, axis) =>
    settings.map((setting) => {
      const { path } = setting;
      const traits = { dimension: null, whole: false };
      const column = { path, type: 'dictionary', unit: null } as const;
      return { ...column, ...traits, axis, setting, own: null };
    }),
  );
  const judged = judgeConstraints(sweep, columns);
  if ('issues' in judged) {
    expect(judged.issues.length).toBeGreaterThan(0);
    return;
  }
  const chosen = choosePoints(sweep, judged.constraints, input, columns);
  if ('points' in chosen) expect(chosen.points.length).toBeLessThanOrEqual(count);
  else expect(chosen.issues.length).toBeGreaterThan(0);
}

describe('parseSweep', () => {
  it('answers every mutated sweep with a sweep or with issues that have a place', () => {
    const counted = { accepted: 0, refused: 0, syntax: 0 };
    const input = fc.record({
      base: fc.constantFrom(...bases),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
    });
    const property = fc.property(input, ({ base, mutations }) => {
      const text = mutations.reduce(mutate, base);
      const { sweep, issues } = parseSweep(text, { file: 'f.yaml', folder: '.' });
      for (const issue of issues) {
        expect(issue).toMatchObject({ file: 'f.yaml' });
        expect(issue.line).toBeGreaterThan(0);
        expect(issue.column).toBeGreaterThan(0);
        expect(issue.message).not.toBe('');
        expect(issue.fix).not.toBe('');
        expect(formatIssue(issue, text)).toMatch(/^f\.yaml:\d+:\d+ .*$/);
      }
      const errors = issues.filter(({ severity }) => severity === 'error');
      if (errors.some(({ path }) => path === '')) counted.syntax += 1;
      if (errors.length > 0) {
        counted.refused += 1;
        return;
      }
      expect(sweep).not.toBeNull();
      counted.accepted += 1;
      if (sweep !== null) useUp(sweep);
    });
    fc.assert(property, { numRuns: runs, seed: 20260101, endOnFailure: true });
    expect(counted.accepted / runs).toBeGreaterThan(leastAccepted);
    expect(counted.refused / runs).toBeGreaterThan(leastRefused);
    expect(counted.syntax / runs).toBeGreaterThan(leastSyntaxErrors);
  });

  it('refuses any text at all', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json({ maxDepth: 4 }),
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    const property = fc.property(anything, (text) => {
      const { issues } = parseSweep(text, { file: 'f.yaml', folder: '.' });
      expect(issues.some(({ severity }) => severity === 'error')).toBe(true);
    });
    fc.assert(property, { numRuns: 500, seed: 20260101, endOnFailure: true });
  });
});

const columns = ['pools[h100].replicas', 'routing.policy', 'a.b-c', 'a.b'];
const numberTerm = (value: number): Term => ({ kind: 'number', units: noUnits, value });

/** An expression that is right, and what it comes to. */
type Calculated = readonly [text: string, value: number];

describe('constraints', () => {
  const { plain, power } = fc.letrec<{ plain: Calculated; power: Calculated }>((tie) => {
    const joined = (left: 'plain' | 'power', signs: readonly string[], right: 'plain' | 'power') =>
      fc
        .tuple(tie(left), fc.constantFrom(...signs), tie(right))
        .map(([[a, x], operator, [b, y]]): Calculated => {
          const value = { '+': x + y, '-': x - y, '*': x * y, '/': x / y }[operator];
          return [`(${a} ${operator}${b})`, value ?? Number.NaN];
        });
    return {
      plain: fc.oneof(
        { maxDepth: 4 },
        fc.nat(99).map((value): Calculated => [String(value), value]),
        fc.nat(99).map((value): Calculated => [`${value}%`, value / 100]),
        fc.constant<Calculated>(['pools[h100].replicas', 8]),
        fc.constant<Calculated>(['a.b-c', 3]),
        fc.constant<Calculated>(['a.b', 5]),
        joined('plain', ['+', '-', '*', '/'], 'plain'),
        joined('power', ['/'], 'power'),
      ),
      power: fc.oneof(
        { maxDepth: 4 },
        fc.nat(99).map((value): Calculated => [`${value} kW`, value * 1000]),
        fc.nat(99).map((value): Calculated => [`${value}W`, value]),
        joined('power', ['+', '-'], 'power'),
        joined('power', ['*', '/'], 'plain'),
        joined('plain', ['*'], 'power'),
      ),
    };
  });

  it('calculate as their text says', () => {
    const terms: readonly Term[] = [8, 3, 5]
      .map(numberTerm)
      .toSpliced(1, 0, { kind: 'word', value: 'random' });
    const comparison = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
    const sides = fc.oneof(fc.tuple(plain, plain), fc.tuple(power, power));
    let undefinedOnes = 0;
    const property = fc.property(sides, comparison, ([[a, x], [b, y]], operator) => {
      const parsed = parseConstraint(`${a} ${operator} ${b}`, columns);
      if ('message' in parsed) throw new Error(parsed.message);
      const checked = checkConstraint(parsed, (column) => [terms[column] as Kind]);
      if ('message' in checked) throw new Error(checked.message);
      const met = holds(checked, terms);
      if (Number.isNaN(x) || Number.isNaN(y)) {
        undefinedOnes += 1;
        expect(met).toMatchObject({ message: expect.stringContaining('which is no number') });
        return;
      }
      const truth = { '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y };
      const equality = { '==': x === y, '!=': x !== y };
      expect(met).toBe({ ...truth, ...equality }[operator]);
    });
    fc.assert(property, { numRuns: 1000, seed: 20260101 });
    expect(undefinedOnes).toBeLessThan(200);
  });

  it('never throw, whatever they say and whatever the values are', () => {
    const piece = fc.constantFrom(
      ...columns,
      ...['(', ')', '!', '-', '+', ' && ', '||', '==', '!=', '<=', '%', '*', '/', '2', '500W'],
      ...['"random"', "'", '"', 'true', 'null', 'this', '.x', '[0]', 'f(', ',', '?', ':', ';'],
      ...['\\', '1000W/', '3s', '\uE000', '\uE000e0_'],
    );
    const term = fc.constantFrom<Term>(
      numberTerm(0),
      numberTerm(-1),
      numberTerm(8),
      { kind: 'number', units: unitsOf('power'), value: 300 },
      { kind: 'word', value: 'random' },
      { kind: 'word', value: '' },
      { kind: 'boolean', value: true },
      { kind: 'nothing', value: null },
      { kind: 'block', value: '[]' },
      { kind: 'unknown', value: null },
    );
    const counted = { read: 0, sensible: 0, decided: 0 };
    const property = fc.property(
      fc.array(piece, { maxLength: 7 }),
      fc.tuple(term, term, term, term),
      fc.tuple(term, term, term, term),
      (pieces, terms, others) => {
        const parsed = parseConstraint(pieces.join(''), columns);
        if ('message' in parsed) {
          expect(parsed.message).not.toBe('');
          expect(parsed.fix).not.toBe('');
          return;
        }
        counted.read += 1;
        const kindsOf = (column: number) => [terms[column] as Kind, others[column] as Kind];
        const checked = checkConstraint(parsed, kindsOf);
        if ('message' in checked) {
          expect(checked.fix).not.toBe('');
          return;
        }
        counted.sensible += 1;
        const met = holds(checked, terms);
        if (typeof met === 'boolean') counted.decided += 1;
        else expect(met.fix).not.toBe('');
      },
    );
    fc.assert(property, { numRuns: 6000, seed: 20260101 });
    expect(counted.read).toBeGreaterThan(200);
    expect(counted.sensible).toBeGreaterThan(20);
    expect(counted.decided).toBeGreaterThan(10);
  });

  it('decide nothing by comparing two axes of different kinds', () => {
    const terms: readonly Term[] = [
      numberTerm(8),
      { kind: 'number', units: unitsOf('rate'), value: 8 },
      { kind: 'number', units: unitsOf('time'), value: 8 },
      { kind: 'word', value: '8' },
      { kind: 'boolean', value: true },
      { kind: 'nothing', value: null },
    ];
    const one = fc.constantFrom(...terms);
    const operator = fc.constantFrom('==', '!=', '===', '!==', '<', '<=', '>', '>=', '+', '-', '%');
    const property = fc.property(one, one, operator, (left, right, sign) => {
      fc.pre(!sameKind(left, right));
      const compared = ['+', '-', '%'].includes(sign) ? `a ${sign} b == a` : `a ${sign} b`;
      const parsed = parseConstraint(compared, ['a', 'b']);
      if ('message' in parsed) throw new Error(parsed.message);
      expect(checkConstraint(parsed, (column) => [[left, right][column] as Kind])).toMatchObject({
        message: expect.any(String),
        fix: expect.any(String),
      });
    });
    fc.assert(property, { numRuns: 300, seed: 20260101 });
  });
});
