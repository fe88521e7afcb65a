import { z } from 'zod';
import { block, list, variants } from './blocks.ts';
import { arrivalNames, later, traceFormatNames } from './names.ts';
import { Complaint, choice, count, number, quantity, scalar } from './scalars.ts';
import { agenticSchema, servegenSchema, sessionsSchema } from './task-arrivals.ts';

/** Beyond this, float64 seconds lose microseconds; ten thousand times the fastest public services. */
const fastest = 1e9;
const rate = quantity('rate', { above: 0, max: fastest }, 'mean arrivals');
/** Of one state or step: some may be silent. */
const partRate = quantity('rate', { min: 0, max: fastest }, 'arrivals meanwhile');
const scaled = quantity(
  'rate',
  { above: 0, max: fastest },
  'mean arrivals; the rates of the list are scaled to it',
).optional();
const cv = number({ above: 0, max: 100 }, 'coefficient of variation of the gaps');
const scale = (description: string) => number({ above: 0, max: 1e6 }, description);
const pause = (description: string) => quantity('time', { min: 0 }, description);
const stretch = (description: string) => quantity('time', { above: 0, max: 1e9 }, description);
const retryAfter = pause('least pause after a rejection').prefault('1s');

const weight = number(
  { min: 0, max: fastest },
  'weight of a part of the day; the mean counts as 1',
);

export const arrivalsSchema = variants(
  'process',
  [
    block({ process: z.literal('poisson'), rate }),
    block({ process: z.literal('deterministic'), rate }),
    block({ process: z.literal('gamma'), rate, cv }),
    block({ process: z.literal('weibull'), rate, cv }),
    block({
      process: z.literal('mmpp'),
      rate: scaled,
      states: list(
        block({ rate: partRate, meanDuration: stretch('how long the state lasts in the mean') }),
        '[{rate: 2/s, meanDuration: 60s}, {rate: 20/s, meanDuration: 10s}]',
        1000,
      ),
    }),
    block({
      process: z.literal('piecewise'),
      rate: scaled,
      steps: list(
        block({ rate: partRate, duration: stretch('how long the rate holds') }),
        '[{rate: 2/s, duration: 10m}, {rate: 20/s, duration: 5m}]',
        100_000,
      ),
      after: choice(
        ['repeat', 'hold'],
        'after the last step: all of them again, or its rate for ever',
      ).prefault('repeat'),
    }),
    block({
      process: z.literal('diurnal'),
      rate,
      peakToMean: number({ min: 1, max: 2 }, 'rate at the peak ÷ mean rate').optional(),
      peakHour: number(
        { min: 0, below: 24 },
        'hour of the peak, of a day of 24, however long the period',
      ).optional(),
      weights: list(weight, '[0.5, 0.3, 1.2, 2]', 10_000).optional(),
      period: stretch('length of the day').prefault('24h'),
    }),
    block({
      process: z.literal('periodic'),
      period: stretch('between two frames of a source'),
      sources: count({ min: 1, max: 1e6 }, 'sources, such as cameras').prefault(1),
      phaseSpread: quantity(
        'share',
        { min: 0, max: 1 },
        'part of the period that their starts spread over; 0 = all at once',
      ).prefault(1),
      jitter: pause('a frame comes late by up to this, at most a period').prefault('0s'),
    }),
    block({
      process: z.literal('offline'),
      // least samples of the scenario in MLPerf's inference rules
      samples: count({ min: 1, max: 1e9 }, 'samples, all there at the start').prefault(24_576),
    }),
    block({ process: z.literal('server'), rate }),
    block({ process: z.literal('single-stream'), retryAfter }),
    block({
      process: z.literal('multi-stream'),
      // as in MLPerf's inference rules
      samplesPerQuery: count({ min: 1, max: 1e6 }, 'samples that come together').prefault(8),
      retryAfter,
    }),
    block({
      process: z.literal('closed-loop'),
      concurrency: count({ min: 1, max: 1e7 }, 'clients'),
      thinkTime: pause('pause between the end of a request and the next').prefault('0s'),
      rampUp: pause('clients start evenly over this time').prefault('0s'),
      retryAfter,
    }),
    sessionsSchema(quantity('rate', { above: 0, max: fastest }, 'sessions that begin')),
    agenticSchema(quantity('rate', { above: 0, max: fastest }, 'tasks that begin')),
    servegenSchema(quantity('rate', { above: 0, max: fastest }, 'requests of all clients')),
    block({
      process: z.literal('trace'),
      file: filePath('trace file, relative to this file'),
      format: choice(traceFormatNames, 'format of the trace'),
      rateScale: scale('keeps the duration, thins or repeats rows').prefault(1),
      timeScale: scale('multiplies the gaps').prefault(1),
      lengths: choice(['trace', 'distribution'], 'where the lengths come from').prefault('trace'),
    }),
  ],
  arrivalNames,
  later.arrivals,
);

export type RawArrivals = z.output<typeof arrivalsSchema>;

function filePath(description: string) {
  return scalar(
    { description, type: 'string', minLength: 1, examples: ['traces/conv.csv'] },
    (value): string | Complaint =>
      typeof value === 'string' && value.trim() !== '' && !value.includes('\0')
        ? value
        : new Complaint('must be the path of a file', 'write a path such as traces/conv.csv'),
  );
}
