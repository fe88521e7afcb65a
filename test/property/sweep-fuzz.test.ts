import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/format-issue.ts';
import { parseAnyQuantity } from '../../src/scenario/quantity.ts';
import {
  type AxisValue,
  type Constraint,
  holds,
  parseConstraint,
} from '../../src/scenario/sweep-file/constraint.ts';
import { parseSweep } from '../../src/scenario/sweep-file/parse.ts';
import { valueAt } from '../../src/scenario/sweep-file/range.ts';
import type { SweepFile } from '../../src/scenario/sweep-file/sweep-file.ts';
import { choosePoints, designInput } from '../../src/sweep/choose-points.ts';
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
      return { path, type: 'dictionary', unit: null, axis, setting, own: null } as const;
    }),
  );
  const chosen = choosePoints(sweep, input, columns);
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
const place = { file: 'f.yaml', line: 1, column: 1 };

describe('constraints', () => {
  /** Expressions that are right, with what they come to. */
  const numbers: fc.Arbitrary<readonly [text: string, value: number]> = fc.letrec<{
    number: readonly [string, number];
  }>((tie) => ({
    number: fc.oneof(
      { maxDepth: 4 },
      fc.nat(99).map((value) => [String(value), value] as const),
      fc.nat(99).map((value) => [`${value}%`, value / 100] as const),
      fc.nat(99).map((value) => [`${value} kW`, value * 1000] as const),
      fc.constant(['pools[h100].replicas', 8] as const),
      fc.constant(['a.b-c', 3] as const),
      fc.constant(['a.b', 5] as const),
      fc
        .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
        .map(([[a, x], operator, [b, y]]) => {
          const value = { '+': x + y, '-': x - y, '*': x * y, '/': x / y }[operator];
          return [`(${a} ${operator} ${b})`, value] as const;
        }),
    ),
  })).number;

  it('calculate as their text says', () => {
    const values: readonly AxisValue[] = [8, 'random', 3, 5];
    const comparison = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
    const property = fc.property(numbers, comparison, numbers, ([a, x], operator, [b, y]) => {
      const constraint = parseConstraint(`${a} ${operator} ${b}`, place, columns);
      if (typeof constraint === 'string') throw new Error(constraint);
      const truth = { '<': x < y, '<=': x <= y, '>': x > y, '>=': x >= y };
      const equality = { '==': x === y, '!=': x !== y };
      expect(holds(constraint, values)).toBe({ ...truth, ...equality }[operator]);
    });
    fc.assert(property, { numRuns: 1000, seed: 20260101 });
  });

  it('never throw, whatever they say and whatever the values are', () => {
    const piece = fc.constantFrom(
      ...columns,
      ...['(', ')', '!', '-', '+', ' && ', '||', '==', '!=', '<=', '%', '*', '/', '2', '500W'],
      ...[
        '"random"',
        "'",
        '"',
        'true',
        'null',
        'this',
        '.x',
        '[0]',
        'f(',
        ',',
        '?',
        ':',
        ';',
        '\\',
      ],
    );
    const value = fc.constantFrom<AxisValue>(null, 0, -1, 8, Number.NaN, 'random', '');
    let whole = 0;
    const property = fc.property(
      fc.array(piece, { maxLength: 7 }),
      fc.tuple(value, value, value, value),
      (pieces, values) => {
        const constraint: Constraint | string = parseConstraint(pieces.join(''), place, columns);
        if (typeof constraint === 'string') {
          expect(constraint).not.toBe('');
          return;
        }
        whole += 1;
        expect(['boolean', 'string']).toContain(typeof holds(constraint, values));
      },
    );
    fc.assert(property, { numRuns: 4000, seed: 20260101 });
    expect(whole).toBeGreaterThan(100);
  });
});
