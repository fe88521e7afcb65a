import {
  batchedDecode,
  saturatedBatch,
  type TakeAll,
  takeAllBound,
  takeAllExactly,
} from './formulas.ts';
import { service } from './queue-system.ts';
import { type Check, measures, type TheoryCase } from './theory-case.ts';

const poisson = (rate: number) => ({ process: 'poisson', rate }) as const;

/**
 * A step that costs only its sequences shares the server equally among them, a token at a time: processor sharing with
 * a quantum of one token. The mean depends on the law of service through its mean alone.
 */
function processorSharing(load: number): TheoryCase {
  const { tokens, stepSeconds } = service.uniform;
  const sojourn = 1 / (1 - load);
  return {
    system: {
      name: `M/G/1-PS at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(load), outputTokens: tokens }],
      engine: { maxSequences: 4000 },
      step: { perPrefillToken: stepSeconds, perDecodeSequence: stepSeconds },
    },
    requests:
      load > 0.8 ? { short: 350_000, long: 30_000_000 } : { short: 200_000, long: 8_000_000 },
    checks: [
      {
        row: ['M/G/1-PS', `rho=${load} E[S]=1`, 'E[T]=E[S]/(1-rho), E[T|x]=x/(1-rho); insensitive'],
        formula: sojourn,
        figure: 'mean time in the system',
        measure: measures.sojourn,
        expected: { is: 'exactly', value: sojourn },
      },
      {
        row: ['M/G/1-PS', `rho=${load} E[S]=1`, 'E[T]=E[S]/(1-rho), E[T|x]=x/(1-rho); insensitive'],
        formula: sojourn,
        figure: 'mean time in the system ÷ service',
        measure: {
          per: 'request',
          value: (row) => row.e2eSeconds / (row.outputTokens * stepSeconds),
        },
        expected: { is: 'exactly', value: sojourn },
      },
    ],
  };
}

/** Decode with steps of 10 ms + 0.2 ms per sequence; a prompt of one token costs what a decoding sequence does. */
function continuousBatching(rate: number): TheoryCase {
  const outputTokens = 200;
  const chain = batchedDecode({
    ratePerSecond: rate,
    baseSeconds: 0.01,
    perSequenceSeconds: 0.0002,
    outputTokens,
    maxSequences: 64,
  });
  return {
    system: {
      name: `continuous batching at ${rate}/s`,
      classes: [
        {
          name: 'all',
          arrivals: poisson(rate),
          outputTokens: { distribution: 'geometric', mean: outputTokens },
        },
      ],
      engine: { maxSequences: 64 },
      step: { base: 0.01, perPrefillToken: 0.0002, perDecodeSequence: 0.0002 },
      sampleSeconds: 1,
    },
    requests: { short: 200_000, long: 3_000_000 },
    checks: [
      {
        row: [
          'Continuous batching decode-only as state-dependent birth-death (approx; step-boundary joins ignored)',
          `lambda=${rate}/s step=10ms+0.2ms*n out~Geom(mean 200) Bmax=64`,
          'mu(n)=min(n;B)/((a+b*min(n;B))*o); E[T]=E[N]/lambda',
        ],
        formula: chain.sojourn,
        figure: 'mean time in the system',
        measure: measures.sojourn,
        expected: { is: 'as-simulated' },
      },
      {
        row: ['same, mean running batch (approx)', `lambda=${rate}/s`, 'E[min(N;B)]'],
        formula: chain.running,
        figure: 'mean running batch',
        measure: measures.running,
        expected: { is: 'as-simulated' },
      },
    ],
  };
}

const perRequestSeconds = 0.005;
const baseSeconds = 0.01;

/** Answers of one token: a step prefills all that wait, and they leave at its end together. */
function takeAll(rate: number): TheoryCase {
  const spec: TakeAll = { ratePerSecond: rate, perRequestSeconds, baseSeconds };
  const exact = takeAllExactly(spec);
  const bound = takeAllBound(spec);
  const row = [
    'M/D^[b]/1 dynamic batching, take-all (Inoue 2021)',
    `lambda=${rate}/s alpha=5ms tau0=10ms (rho=${(rate * perRequestSeconds).toFixed(2)})`,
    'E[T] <= min(phi0,phi1)',
  ] as const;
  const sojourn = { row, formula: bound, figure: 'mean time in the system' };
  const checks: Check[] = [
    {
      ...sojourn,
      measure: measures.sojourn,
      expected: { is: 'between', low: 0.9 * bound, high: 1.01 * bound },
    },
    {
      ...sojourn,
      measure: measures.sojourn,
      expected: { is: 'exactly', value: exact.sojourn },
    },
  ];
  if (rate === 150 || rate === 180) {
    checks.push({
      // the formula takes the server as never idle; the chain knows how often it is
      row: [
        'batch queue mean batch size heavy load',
        `lambda=${rate} alpha=5ms tau0=10ms`,
        'E[B]->lambda tau0/(1-lambda alpha) (saturated cycle)',
      ],
      formula: saturatedBatch(spec),
      figure: '1 ÷ mean batch',
      measure: {
        per: 'request',
        // a request in a batch of b is 1/b of a batch
        value: (r) => perRequestSeconds / (r.prefillSeconds - baseSeconds),
      },
      expected: { is: 'exactly', value: 1 / exact.batch },
    });
  }
  return {
    system: {
      name: `take-all batching at ${rate}/s`,
      classes: [
        {
          name: 'all',
          arrivals: poisson(rate),
          outputTokens: { distribution: 'fixed', value: 1 },
        },
      ],
      engine: { maxSequences: 4000 },
      step: { base: baseSeconds, perPrefillToken: perRequestSeconds },
    },
    requests: { short: 200_000, long: 5_000_000 },
    checks,
  };
}

/** Everything in which requests share steps that grow with them. */
export const batching: readonly TheoryCase[] = [
  ...[0.5, 0.8, 0.9].map(processorSharing),
  ...[8, 12].map(continuousBatching),
  ...[20, 50, 100, 150, 180].map(takeAll),
];
