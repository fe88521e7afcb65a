import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIssue } from '../../src/scenario/format-issue.ts';
import { parseScenario } from '../../src/scenario/parse.ts';

const runs = 4_000;
const secondsPerRun = 1;
/** Shares of all runs below which the generator would test too little. */
const leastAccepted = 0.1;
const leastRefused = 0.3;
const leastSyntaxErrors = 0.02;
const leastSets = 0.2;

const bases: readonly string[] = [
  `name: chat
seed: 7
horizon: { requests: 20000, warmup: 10% }
workloads:
  - name: chat
    model: llama-3.1-70b
    arrivals: { process: poisson, rate: 12/s }
    promptTokens: { distribution: lognormal, mean: 1024, cv: 1.2, max: 16384 }
    outputTokens: { distribution: zipf, exponent: 1.1, max: 500 }
    slo: { ttft: 500ms, tpot: 50ms, e2e: 60s, attainment: 0.99 }
    timeout: { total: 60s, firstToken: 10s }
pools:
  - name: h100
    accelerator: h100-sxm
    replicas: 8
    parallelism: { tensor: 4 }
    precision: { weights: fp8, activations: fp8, kvCache: bf16 }
`,
  `name: two
horizon: { duration: 1h, warmup: 5m, drain: 5m }
workloads:
  - &first
    name: a
    model: llama-3.1-8b
    arrivals: { process: closed-loop, concurrency: 64, thinkTime: 1s }
    promptTokens: { distribution: joint, rows: [[512, 128], [64, 9]] }
  - { <<: *first, name: b, priority: 3, maxTokens: 64 }
pools:
  - { name: l4, accelerator: l4, serves: [llama-3.1-8b], engine: { scheduler: sjf, maxSequences: 64 } }
routing: { policy: round-robin, queue: pool }
admission: { policy: queue-cap, maxQueued: 100 }
outputs: { timeseries: none }
`,
  `{"name": "json", "horizon": "trace", "workloads": [{"name": "w", "arrivals":
  {"process": "trace", "file": "a.csv", "format": "azure-llm", "rateScale": 2}}],
 "pools": [{"name": "p", "engine": {"kvBlocks": 5000, "stepTime": {"kind": "affine", "base": "8ms"}},
  "accelerator": {"base": "h100-sxm", "memory": "96GB", "peak": {"fp8": "1PFLOPS"}}}]}
`,
];

/** Words and signs that mean something somewhere. */
const words = [
  'none',
  'auto',
  '[]',
  '{}',
  '{',
  ']',
  '- ',
  ': ',
  '*first',
  '&x ',
  '<<: ',
  '!!binary ',
  '|\n',
  '# ',
  '"',
  "'",
  '\t',
  '\r\n',
  '---\n',
  '0',
  '-1',
  '1e400',
  '.inf',
  '.nan',
  '10%',
  '3 GB',
  'null',
  '~',
  'true',
  '__proto__: 1\n',
  'constructor',
  '\u0000',
  '\uFEFF',
  '😀',
];

type Mutation = { readonly kind: number; readonly at: number; readonly value: number };

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.nat(7),
  at: fc.nat(4000),
  value: fc.nat(4000),
});

/** One change somewhere: a digit, a character, a cut, a repeat, a line, a word. */
function mutate(text: string, { kind, at, value }: Mutation): string {
  const lines = text.split('\n');
  const line = at % lines.length;
  const place = at % (text.length + 1);
  const digits = [...text.matchAll(/\d/g)];
  const digit = digits[at % Math.max(1, digits.length)]?.index ?? 0;
  const word = words[value % words.length] ?? '';
  switch (kind) {
    case 0:
    case 1:
      return `${text.slice(0, digit)}${value % 10}${text.slice(digit + 1)}`;
    case 2:
      return `${text.slice(0, place)}${String.fromCharCode(32 + (value % 95))}${text.slice(place + 1)}`;
    case 3:
      return text.slice(0, place) + text.slice(place + (value % 20));
    case 4:
      return text.slice(0, place) + text.slice(Math.max(0, place - (value % 40)));
    case 5:
      return lines.filter((_, index) => index !== line).join('\n');
    case 6:
      return lines.flatMap((own, index) => (index === line ? [own, own] : [own])).join('\n');
    default:
      return text.slice(0, place) + word + text.slice(place);
  }
}

const sets = [
  'pools[0].replicas=3',
  'workloads[0].arrivals={process: gamma, rate: 3/s, cv: 2}',
  'workloads[0].maxTokens=12',
  'horizon={requests: 10}',
  'outputs.timeseries=1s',
];

const input = fc.record({
  base: fc.constantFrom(...bases),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
  set: fc.option(
    fc.record({ text: fc.constantFrom(...sets), mutation: fc.option(mutation, { freq: 2 }) }),
    {
      nil: null,
      freq: 2,
    },
  ),
});

describe('parseScenario', () => {
  it('answers every mutated scenario with a scenario or issues, in time', () => {
    const counted = { accepted: 0, refused: 0, syntax: 0, sets: 0 };
    let slowestSeconds = 0;
    const property = fc.property(input, ({ base, mutations, set }) => {
      const text = mutations.reduce(mutate, base);
      const own =
        set === null ? [] : [set.mutation === null ? set.text : mutate(set.text, set.mutation)];
      const started = process.hrtime.bigint();
      const result = parseScenario(text, { file: 'f.yaml', sets: own });
      slowestSeconds = Math.max(slowestSeconds, Number(process.hrtime.bigint() - started) / 1e9);
      counted.sets += own.length;
      if (result.ok) {
        counted.accepted++;
        expect(result.warnings.every((issue) => issue.severity === 'warning')).toBe(true);
        return;
      }
      counted.refused++;
      expect(result.issues.some((issue) => issue.severity === 'error')).toBe(true);
      if (result.issues.some((issue) => issue.path === '')) counted.syntax++;
      for (const issue of result.issues) {
        expect(issue.line).toBeGreaterThan(0);
        expect(issue.column).toBeGreaterThan(0);
        expect(issue.message).not.toBe('');
        expect(issue.fix).not.toBe('');
        expect(formatIssue(issue, text)).not.toContain('\n');
      }
    });
    fc.assert(property, { numRuns: runs, seed: 20260101, endOnFailure: true });
    expect(slowestSeconds).toBeLessThan(secondsPerRun);
    expect(counted.accepted / runs).toBeGreaterThan(leastAccepted);
    expect(counted.refused / runs).toBeGreaterThan(leastRefused);
    expect(counted.syntax / runs).toBeGreaterThan(leastSyntaxErrors);
    expect(counted.sets / runs).toBeGreaterThan(leastSets);
  });

  it('answers any text at all', () => {
    const anything = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json({ maxDepth: 4 }),
      fc.array(fc.constantFrom(...words), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    const property = fc.property(anything, fc.array(anything, { maxLength: 2 }), (text, own) => {
      expect(parseScenario(text, { file: 'f.yaml', sets: own }).ok).toBe(false);
    });
    fc.assert(property, { numRuns: 2000, seed: 20260101, endOnFailure: true });
  });
});
