import {
  cobhamWaits,
  deterministicArrivalsWait,
  kingmanWait,
  pollaczekKhinchineWait,
  prefillTtft,
  setupDelay,
  singleServerWait,
} from './formulas.ts';
import { SERVICE_TOKENS, service } from './queue-system.ts';
import { measures, slowerThan, type TheoryCase, waitOfClass } from './theory-case.ts';

/** Length of a run by how slowly its means settle: in each, their intervals are some 6 % to either side at the widest. */
const settled = { short: 80_000, long: 8_000_000 };
const calm = { short: 250_000, long: 8_000_000 };
const crowded = { short: 1_500_000, long: 30_000_000 };
const restless = { short: 500_000, long: 30_000_000 };

const poisson = (rate: number) => ({ process: 'poisson', rate }) as const;

function markovian(load: number): TheoryCase {
  const name = ['M/M/1', `lambda=${load} mu=1`] as const;
  // geometric service: E[S²] = 2 − 1/tokens
  const wait = pollaczekKhinchineWait(load, 1, 2 - 1 / SERVICE_TOKENS);
  const p99 = -Math.log(0.01) / (1 - load);
  const { tokens, stepSeconds } = service.exponential;
  return {
    system: {
      name: `M/M/1 at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(load), outputTokens: tokens }],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
      sampleSeconds: 2,
    },
    requests: load > 0.8 ? crowded : load > 0.5 ? calm : settled,
    checks: [
      {
        row: [...name, 'E[Wq]=rho/(mu-lambda)'],
        formula: load / (1 - load),
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'exactly', value: wait },
      },
      {
        row: [...name, 'E[L]=rho/(1-rho)'],
        formula: load / (1 - load),
        figure: 'mean number in the system',
        measure: measures.inSystem,
        expected: { is: 'exactly', value: load * (wait + 1) },
      },
      {
        // by Little's law the sampled state and the requests' times must tell the same
        row: ["Little's law", 'any stable system', 'L=lambda*W'],
        formula: null,
        figure: 'mean time in the system',
        measure: measures.sojourn,
        expected: { is: 'exactly', value: wait + 1 },
      },
      {
        row: [...name, 'p99 sojourn = -ln(0.01)/(mu-lambda)'],
        formula: p99,
        figure: 'share slower than the 99th percentile',
        measure: slowerThan(p99),
        expected: { is: 'exactly', value: 0.01 },
        // one in a hundred counts, and the slowest come together
        widest: { short: 0.5, long: 0.12 },
      },
    ],
  };
}

function fixedService(load: number): TheoryCase {
  const { tokens, stepSeconds } = service.fixed;
  const wait = singleServerWait(load, 1, 0);
  return {
    system: {
      name: `M/D/1 at ${load}`,
      classes: [{ name: 'all', arrivals: poisson(load), outputTokens: tokens }],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
    },
    requests: load > 0.8 ? { ...calm, long: restless.long } : load > 0.5 ? calm : settled,
    checks: [
      {
        row: ['M/D/1', `rho=${load} D=1`, 'E[Wq]=rho D/(2(1-rho))'],
        formula: wait,
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'exactly', value: wait },
      },
    ],
  };
}

function generalService(load: number, scv: number): TheoryCase {
  const { tokens, stepSeconds } = service.lognormal(scv);
  const wait = singleServerWait(load, 1, scv);
  return {
    system: {
      name: `M/G/1 at ${load}, SCV ${scv}`,
      classes: [{ name: 'all', arrivals: poisson(load), outputTokens: tokens }],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
    },
    requests: scv >= 2 ? restless : calm,
    checks: [
      {
        row: [
          'M/G/1 P-K',
          `rho=${load} E[S]=1 SCV=${scv.toFixed(2)} (lognormal)`,
          'E[Wq]=rho(1+Cs2)/(2(1-rho))',
        ],
        formula: wait,
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'exactly', value: wait },
      },
    ],
  };
}

function regularArrivals(load: number): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  const wait = deterministicArrivalsWait(load, 1);
  return {
    system: {
      name: `D/M/1 at ${load}`,
      classes: [
        {
          name: 'all',
          arrivals: { process: 'deterministic', rate: load },
          outputTokens: tokens,
        },
      ],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
    },
    requests: load > 0.8 ? restless : calm,
    checks: [
      {
        row: ['D/M/1', `rho=${load} mu=1`, 'E[Wq]=sigma/(mu(1-sigma)), sigma=exp(-(1-sigma)/rho)'],
        formula: wait,
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'exactly', value: wait },
      },
    ],
  };
}

function burstyArrivals(load: number, arrivalScv: number, serviceScv: number): TheoryCase {
  const { tokens, stepSeconds } = service.gamma(serviceScv);
  return {
    system: {
      name: `G/G/1 at ${load}, SCVs ${arrivalScv} and ${serviceScv}`,
      classes: [
        {
          name: 'all',
          arrivals: { process: 'gamma', rate: load, cv: Math.sqrt(arrivalScv) },
          outputTokens: tokens,
        },
      ],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
    },
    requests: { short: 800_000, long: 30_000_000 },
    checks: [
      {
        row: [
          'G/G/1 Kingman (heavy-traffic approx; upper bound form uses variances)',
          `rho=${load} Ca2=${arrivalScv.toFixed(1)} Cs2=${serviceScv.toFixed(1)} gamma`,
          'E[Wq]~rho/(1-rho)*(Ca2+Cs2)/2*E[S]',
        ],
        formula: kingmanWait(load, arrivalScv, serviceScv, 1),
        figure: 'mean wait',
        measure: measures.wait,
        expected: { is: 'as-simulated' },
      },
    ],
  };
}

function twoClasses(): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  const waits = cobhamWaits([0.3, 0.5], 1);
  const name = ['M/M/1 2-class nonpreemptive priority (Cobham)', 'l1=.3 l2=.5 mu=1'] as const;
  return {
    system: {
      name: 'M/M/1 with two priorities',
      classes: [
        { name: 'a', arrivals: poisson(0.3), outputTokens: tokens, priority: 1 },
        { name: 'b', arrivals: poisson(0.5), outputTokens: tokens, priority: 0 },
      ],
      engine: { maxSequences: 1, scheduler: 'priority' },
      step: { base: stepSeconds },
    },
    requests: calm,
    checks: [
      {
        row: [...name, 'Wq1=W0/(1-r1)'],
        formula: waits[0],
        figure: 'mean wait of the first class',
        measure: waitOfClass(0),
        expected: { is: 'exactly', value: waits[0] },
      },
      {
        row: [...name, 'Wq2=W0/((1-r1)(1-r1-r2))'],
        formula: waits[1],
        figure: 'mean wait of the second class',
        measure: waitOfClass(1),
        expected: { is: 'exactly', value: waits[1] },
      },
    ],
  };
}

/** Prefill alone: the token budget of a step is one prompt, so prompts follow one another as in M/D/1. */
function prefill(
  row: readonly [string, string, string],
  rate: number,
  seconds: number,
): TheoryCase {
  const promptTokens = 2000;
  const ttft = prefillTtft(rate, seconds);
  return {
    system: {
      name: row[0],
      classes: [
        {
          name: 'all',
          arrivals: poisson(rate),
          promptTokens,
          outputTokens: { distribution: 'fixed', value: 1 },
        },
      ],
      engine: { maxSequences: 256, maxBatchedTokens: promptTokens },
      step: { perPrefillToken: seconds / promptTokens },
    },
    requests: settled,
    checks: [
      {
        row,
        formula: ttft,
        figure: 'mean TTFT',
        measure: measures.ttft,
        expected: { is: 'exactly', value: ttft },
      },
    ],
  };
}

/** A replica that goes when it is empty, and comes back, after a cold start, for the next request. */
function scaledToZero(): TheoryCase {
  const { tokens, stepSeconds } = service.exponential;
  const [rate, setup, pollSeconds] = [0.5, 5, 0.05];
  const alone = 1 + pollaczekKhinchineWait(rate, 1, 2 - 1 / SERVICE_TOKENS);
  // empty at one look and at the next: it goes one to two intervals after its last request
  const delay = setupDelay(rate, setup, [pollSeconds, 2 * pollSeconds]);
  return {
    system: {
      name: 'M/M/1 with setup',
      classes: [{ name: 'all', arrivals: poisson(rate), outputTokens: tokens }],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
      setup: { mean: setup, pollSeconds },
    },
    requests: { short: 25_000, long: 4_000_000 },
    checks: [
      {
        row: [
          'M/M/1 with setup time (exp setup, Welch)',
          'rho=0.5 mu=1 E[setup]=5',
          'E[T]=1/(mu-lambda)+E[setup] (exp setup)',
        ],
        formula: 1 / (1 - rate) + setup,
        figure: 'mean time in the system',
        measure: measures.sojourn,
        expected: { is: 'exactly', value: alone + delay },
      },
    ],
  };
}

/** Everything with one server. */
export const singleServer: readonly TheoryCase[] = [
  ...[0.5, 0.8, 0.9].map(markovian),
  ...[0.5, 0.8, 0.9].map(fixedService),
  generalService(0.7, 4),
  generalService(0.8, 0.25),
  generalService(0.8, 2),
  ...[0.8, 0.9].map(regularArrivals),
  burstyArrivals(0.8, 4, 1),
  burstyArrivals(0.9, 0.5, 0.5),
  burstyArrivals(0.9, 2, 2),
  twoClasses(),
  scaledToZero(),
  prefill(['M/D/1 prefill (DistServe Eq1)', 'R=2/s D=0.2s', 'Avg TTFT=D+R D^2/(2(1-R D))'], 2, 0.2),
  prefill(
    ['DistServe Eq3 intra-op K=1.6', 'R=2/s D=0.4s', 'TTFT=D/K+R D^2/(2K(K-R D))'],
    2,
    0.4 / 1.6,
  ),
];
