import {
  cosmetatosWait,
  emptyShare,
  erlangB,
  erlangC,
  leeLongtonWait,
  manyServerWait,
  powerOfTwoSojourn,
} from './formulas.ts';
import { SERVICE_TOKENS, service } from './queue-system.ts';
import { measures, squaredDistanceFrom, type TheoryCase, waitedFor } from './theory-case.ts';

const calm = { short: 300_000, long: 8_000_000 };
/** Means that settle at once, within 3 % at that length. */
const settled = { short: 120_000, long: 8_000_000 };
const restless = { short: 500_000, long: 30_000_000 };
/** Sixty-four servers at 95 % wait seldom and then long: only a hundred million arrivals settle their mean to 2 %. */
const slow = { short: 600_000, long: 100_000_000 };

const poisson = (rate: number) => ({ process: 'poisson', rate }) as const;

function erlangDelay(servers: number, load: number): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  const rate = servers * load;
  const waiting = erlangC(servers, rate);
  const wait = manyServerWait(servers, rate, 1);
  const name = ['M/M/c Erlang-C', `c=${servers} rho=${load.toFixed(2)} mu=1`] as const;
  // half a step for all that find the replica at work
  const bias = (stepSeconds / 2) * (1 - emptyShare(servers, rate));
  return {
    system: {
      name: `M/M/${servers} at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(rate), outputTokens: tokens }],
      engine: { maxSequences: servers },
      step: { base: stepSeconds },
    },
    requests: load > 0.9 ? slow : load > 0.8 ? restless : calm,
    checks: [
      {
        row: [...name, 'P(wait)=C(c,a)'],
        formula: waiting,
        figure: 'share that waits',
        measure: waitedFor(stepSeconds),
        expected: { is: 'exactly', value: waiting },
      },
      {
        row: [...name, 'E[Wq]=C/(c mu-lambda)'],
        formula: wait,
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'exactly', value: wait + bias },
        widest: { short: 0.3, long: 0.02 },
      },
    ],
  };
}

function erlangLoss(servers: number, load: number): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  const lost = erlangB(servers, load);
  return {
    system: {
      name: `M/M/${servers}/${servers}`,
      classes: [{ name: 'all', arrivals: poisson(load), outputTokens: tokens }],
      engine: { maxSequences: servers },
      step: { base: stepSeconds },
      maxOutstanding: servers,
    },
    requests: settled,
    checks: [
      {
        row: ['M/M/c/c Erlang-B', `c=${servers} a=${load} erl`, 'blocking'],
        formula: lost,
        figure: 'share lost',
        measure: measures.lost,
        // a request holds its place half a step longer
        expected: { is: 'exactly', value: erlangB(servers, load * (1 + stepSeconds / 2)) },
      },
    ],
  };
}

/** Service of mean 3 s in 5,000 steps, and room for all. */
function infinitelyMany(): TheoryCase {
  const mean = 30 * (1 + 0.5 / SERVICE_TOKENS);
  const row = ['M/M/inf', 'lambda=10 E[S]=3', 'N~Poisson(30): mean 30, sd 5.477'] as const;
  return {
    system: {
      name: 'M/M/∞',
      classes: [
        {
          name: 'all',
          arrivals: poisson(10),
          outputTokens: service.exponential.tokens,
        },
      ],
      engine: { maxSequences: 1000 },
      step: { base: 3 / SERVICE_TOKENS },
      sampleSeconds: 1.5,
    },
    requests: settled,
    checks: [
      {
        row,
        formula: 30,
        figure: 'mean number in the system',
        measure: measures.inSystem,
        expected: { is: 'exactly', value: mean },
      },
      {
        row,
        formula: 30,
        figure: 'its variance',
        measure: squaredDistanceFrom(mean),
        expected: { is: 'exactly', value: mean },
      },
    ],
  };
}

function generalService(servers: number, load: number, scv: number): TheoryCase {
  const { tokens, stepSeconds } = service.lognormal(scv);
  const rate = servers * load;
  return {
    system: {
      name: `M/G/${servers} at ${load}, SCV ${scv}`,
      classes: [{ name: 'all', arrivals: poisson(rate), outputTokens: tokens }],
      engine: { maxSequences: servers },
      step: { base: stepSeconds },
    },
    requests: { short: 600_000, long: 30_000_000 },
    checks: [
      {
        row: [
          'M/G/c Lee-Longton approx',
          `c=${servers} rho=${load} SCV=${scv.toFixed(2)}`,
          'E[Wq]~(1+Cs2)/2 * Wq(M/M/c)',
        ],
        formula: leeLongtonWait(servers, rate, 1, scv),
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'as-simulated' },
        widest: { short: 0.2, long: 0.03 },
      },
    ],
  };
}

function fixedService(servers: number, load: number): TheoryCase {
  const { tokens, stepSeconds } = service.fixed;
  const rate = servers * load;
  return {
    system: {
      name: `M/D/${servers} at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(rate), outputTokens: tokens }],
      engine: { maxSequences: servers },
      step: { base: stepSeconds },
    },
    requests: calm,
    checks: [
      {
        row: [
          'M/D/c (Cosmetatos approx base)',
          `c=${servers} rho=${load}`,
          'E[Wq]~0.5*Wq(M/M/c)*(1+(1-rho)(c-1)(sqrt(4+5c)-2)/(16 rho c))',
        ],
        formula: cosmetatosWait(servers, rate, 1),
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'as-simulated' },
      },
    ],
  };
}

/** Many replicas of one server each. The formula holds for infinitely many; fewer wait longer, by a share of order 1/n. */
function powerOfTwo(
  load: number,
  replicas: number,
  row: readonly [string, string],
  expected: TheoryCase['checks'][number]['expected'],
): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  return {
    system: {
      name: `power of two choices among ${replicas} at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(replicas * load), outputTokens: tokens }],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
      replicas,
      // thousands of queues fill slowly from empty
      warmup: '65%',
      routing: 'power-of-two-choices',
    },
    requests: { short: replicas > 1000 ? 560_000 : 150_000, long: 10_000_000 },
    checks: [
      {
        row: [...row, 'E[T]=sum_i rho^((d^i-d)/(d-1))'],
        formula: powerOfTwoSojourn(load, 1),
        figure: 'mean time in the system',
        measure: measures.sojourn,
        expected,
      },
    ],
  };
}

/** Everything with several servers. */
export const manyServers: readonly TheoryCase[] = [
  erlangDelay(2, 0.8),
  erlangDelay(8, 0.8),
  erlangDelay(16, 0.9),
  erlangDelay(64, 0.95),
  erlangLoss(8, 6.4),
  erlangLoss(16, 12.8),
  infinitelyMany(),
  generalService(8, 0.8, 2),
  generalService(8, 0.9, 0.25),
  generalService(16, 0.9, 4),
  fixedService(8, 0.8),
  powerOfTwo(
    0.9,
    200,
    [
      'Power-of-two choices mean-field (n->inf) (approx at finite n; sim n=200)',
      'rho=0.90 d=2 mu=1',
    ],
    { is: 'as-simulated' },
  ),
  powerOfTwo(0.95, 2000, ['Power-of-two choices mean-field (n->inf)', 'rho=0.95 d=2 mu=1'], {
    is: 'exactly',
    value: powerOfTwoSojourn(0.95, 1),
  }),
];
