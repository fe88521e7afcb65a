import type { z } from 'zod';
import { retriedOutcomes } from '../clients.ts';
import { block, list, scalarOrBlock } from './blocks.ts';
import { durationSchema } from './duration.ts';
import { deferralNames } from './names.ts';
import { choice, count, number, quantity } from './scalars.ts';

/** Clients who leave after a time that is drawn for each. */
export const cancelSchema = scalarOrBlock(
  choice(['none'], 'clients never lose patience', [], '{patience: 10s}'),
  block({
    patience: durationSchema('how long a client waits before it cancels'),
    until: choice(
      ['first-token', 'end'],
      'what it waits for: with a first token in time it stays, or it wants the whole answer; the same where a strategy of several calls answers, whose answer comes at once',
    ).prefault('first-token'),
  }),
);

/**
 * Clients who ask again. The defaults are those of OpenAI's library for Python (version 1, `DEFAULT_MAX_RETRIES`,
 * `INITIAL_RETRY_DELAY`, `MAX_RETRY_DELAY`): two more requests, after 0.5 s and twice as long, at most 8 s, less up to a
 * quarter.
 */
export const retrySchema = scalarOrBlock(
  choice(['none'], 'clients do not ask again', [], '{maxAttempts: 3}'),
  block({
    maxAttempts: count(
      { min: 1, max: 1000 },
      'requests for one question at most, the first one included',
    ).prefault(3),
    base: quantity('time', { above: 0, max: 1e6 }, 'wait after the first request in vain').prefault(
      '500ms',
    ),
    multiplier: number({ min: 1, max: 100 }, 'each wait is so many times the one before').prefault(
      2,
    ),
    cap: quantity('time', { above: 0, max: 1e6 }, 'longest wait').prefault('8s'),
    jitter: quantity(
      'share',
      { min: 0, max: 1 },
      'share of each wait that is random: 0 = none, 1 = anything up to the wait',
    ).prefault(0.25),
    on: list(
      choice(retriedOutcomes, 'outcomes after which a client asks again'),
      '[rejected, shed]',
      retriedOutcomes.length,
    ).prefault([...retriedOutcomes]),
  }),
);

/**
 * Clients who send a request once more. The time is assumed: Dean and Barroso (The tail at scale, CACM 56(2), 2013) take
 * the 95th percentile of the expected latency, which the scenario alone can know.
 */
export const hedgeSchema = scalarOrBlock(
  choice(['none'], 'clients send a request to one replica', [], '{after: 2s}'),
  block({
    after: quantity(
      'time',
      { above: 0, max: 1e6 },
      'without a first token by then, one more replica gets the request; the first to have one answers it',
    ).prefault('2s'),
    max: count(
      { min: 1, max: 100 },
      'copies beside the first request at most, each as long after the one before',
    ).prefault(1),
  }),
);

/** Requests that may wait until the grid is cleaner or cheaper. */
export const deferSchema = scalarOrBlock(
  choice(['none'], 'requests start when they come', [], '{policy: carbon-aware, slack: 8h}'),
  block({
    policy: choice(deferralNames, 'what a request waits for'),
    // assumed: what is asked for in the evening is wanted in the morning
    slack: quantity(
      'time',
      { above: 0, max: 7 * 86_400 },
      'from arrival to start at the latest',
    ).prefault('8h'),
    // assumed: hours as alike as that are worth no wait
    tolerance: quantity(
      'share',
      { min: 0, max: 10 },
      'hours count as the best where the forecast is above the lowest by no more than this share of it',
    ).prefault('5%'),
  }),
);

/**
 * Users who go on or do not. That a chance falls by halves beyond a target is assumed, and so are the factors. The halving
 * time is the slope that web search has: with answers 400 ms later people search 0.6 % less (Brutlag, Speed matters for
 * Google web search, 2009): 0.4 s × ln 2 ÷ 0.006 = 46 s.
 */
export const satisfactionSchema = scalarOrBlock(
  choice(['none'], 'users go on whatever they get', [], '{target: 2s}'),
  block({
    of: choice(
      ['ttft', 'e2e'],
      'what users wait for: the first token, or the whole answer; the same where a strategy of several calls answers',
    ).prefault('ttft'),
    target: quantity(
      'time',
      { min: 0, max: 1e6 },
      'a wait up to here costs no user; the target of slo for the same if absent',
    ).optional(),
    halving: quantity(
      'time',
      { above: 0, max: 1e6 },
      'each such time beyond the target halves the chance that a user goes on',
    ).prefault('46s'),
    most: quantity(
      'share',
      { min: 0, max: 1 },
      'chance that a user goes on after an answer in time that is not wrong',
    ).prefault(1),
    wrong: quantity(
      'share',
      { min: 0, max: 1 },
      'factor on that chance after a wrong answer; with a task, 0.5 if absent',
    ).optional(),
    unanswered: quantity(
      'share',
      { min: 0, max: 1 },
      'factor on `most` after no answer; with arrivals.afterFailure: continue, 0.5 if absent',
    ).optional(),
  }),
);

export type RawClients = {
  readonly defer: z.output<typeof deferSchema>;
  readonly hedge: z.output<typeof hedgeSchema>;
  readonly cancel: z.output<typeof cancelSchema>;
  readonly retry: z.output<typeof retrySchema>;
};
export type RawSatisfaction = Exclude<z.output<typeof satisfactionSchema>, 'none'>;
