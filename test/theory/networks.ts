import { flattoHahnSojourn, harmonic, manyServerWait } from './formulas.ts';
import type { Measure } from './observe.ts';
import { SERVICE_TOKENS, service } from './queue-system.ts';
import { measures, type TheoryCase } from './theory-case.ts';

const { tokens, stepSeconds } = service.exponential;

/** From the start of a task of so many requests to the end of its last one. */
const taskSeconds = (requests: number): Measure => ({
  per: 'task',
  requests,
  value: ({ seconds }) => seconds,
});

/** Tasks that fork into `branches` requests on a replica with a place for each; sixty run at a time. */
function forkJoin(branches: number, tasks: number): TheoryCase {
  const sojourn = harmonic(branches);
  return {
    system: {
      name: `fork-join of ${branches} without queues`,
      classes: [
        {
          name: 'all',
          arrivals: {
            process: 'agentic',
            rate: 60 / branches,
            calls: [{ name: 'branch', copies: branches }],
          },
          outputTokens: tokens,
        },
      ],
      engine: { maxSequences: 4096 },
      step: { base: stepSeconds },
    },
    requests: { short: branches * tasks, long: 30 * branches * tasks },
    checks: [
      {
        row: [
          'Fork-join no queueing (parallel samples)',
          `n=${branches} exp(1) branches`,
          'E[max]=H_n',
        ],
        formula: sojourn,
        figure: 'mean time of a task',
        measure: taskSeconds(branches),
        // a task waits for the end of the step in progress
        expected: { is: 'exactly', value: sojourn + stepSeconds / 2 },
      },
    ],
  };
}

/** Two servers with a queue each, of which every task takes both. */
function forkJoinQueues(): TheoryCase {
  const sojourn = flattoHahnSojourn(0.5, 1);
  return {
    system: {
      name: 'fork-join of two queues',
      classes: [
        {
          name: 'all',
          arrivals: { process: 'agentic', rate: 0.5, calls: [{ name: 'branch', copies: 2 }] },
          outputTokens: tokens,
        },
      ],
      engine: { maxSequences: 1 },
      step: { base: stepSeconds },
      replicas: 2,
      routing: 'round-robin',
    },
    requests: { short: 100_000, long: 6_000_000 },
    checks: [
      {
        row: ['Fork-join 2 M/M/1 (Flatto-Hahn)', 'rho=0.5 mu=1', 'E[T]=(12-rho)/8 /(mu-lambda)'],
        formula: sojourn,
        figure: 'mean time of a task',
        measure: taskSeconds(2),
        expected: { is: 'exactly', value: sojourn },
      },
    ],
  };
}

/** One server that computes prompts, and four that decode: what leaves M/M/1 is Poisson again (Burke 1956). */
function tandem(): TheoryCase {
  const [rate, first, servers, second] = [5, 8, 4, 2] as const;
  // the first token is the prompt's
  const base = 1 / second / (SERVICE_TOKENS - 1);
  const sojourn = 1 / (first - rate) + 1 / second + manyServerWait(servers, rate, 1 / second);
  return {
    system: {
      name: 'tandem of prompts and answers',
      classes: [
        {
          name: 'all',
          arrivals: { process: 'poisson', rate },
          promptTokens: { distribution: 'geometric', mean: SERVICE_TOKENS },
          outputTokens: tokens,
        },
      ],
      engine: { maxSequences: servers, maxBatchedTokens: 1_000_000 },
      step: { base, perPrefillToken: (1 / first - base) / SERVICE_TOKENS },
      tandem: true,
    },
    requests: { short: 120_000, long: 8_000_000 },
    checks: [
      {
        row: [
          'Jackson tandem (prefill M/M/1 -> decode M/M/c)',
          'lambda=5 mu1=8 c=4 mu2=2',
          'E[T]=1/(8-5)+1/2+C/(c mu2-lambda)',
        ],
        formula: sojourn,
        figure: 'mean time in the system',
        measure: measures.sojourn,
        // a prompt that is computed joins at the end of the step in progress
        expected: { is: 'exactly', value: sojourn + base / 2 },
      },
    ],
  };
}

/** Requests that go through several queues, or that several make up. */
export const networks: readonly TheoryCase[] = [
  forkJoin(4, 5000),
  forkJoin(16, 3000),
  forkJoin(64, 1500),
  forkJoinQueues(),
  tandem(),
];
