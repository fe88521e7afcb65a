import { assertNever } from '../../base/assert.ts';
import type { DayShape } from '../../policy/arrival/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Workload } from '../scenario.ts';
import type { RawArrivals } from '../schema/arrivals.ts';
import { SET_FILE } from '../sets.ts';
import { joinPath } from './path.ts';
import {
  resolveAgentic,
  resolveClientPools,
  resolveSessions,
  type TaskArrivalsContext,
} from './task-arrivals.ts';

export interface ArrivalsContext {
  readonly reporter: Reporter;
  readonly folder: string;
  /** Of what the workload asks; used where requests follow from each other. */
  readonly task: Omit<TaskArrivalsContext, 'reporter'>;
}

/** Completes the arrivals of a workload: rates of a list become multiples of their mean. */
export function resolveArrivals(
  raw: RawArrivals,
  path: Path,
  { reporter, folder, task }: ArrivalsContext,
): Workload['arrivals'] {
  switch (raw.process) {
    case 'poisson':
    case 'deterministic':
    case 'server':
      return { process: raw.process, ratePerSecond: raw.rate };
    case 'gamma':
    case 'weibull':
      return { process: raw.process, ratePerSecond: raw.rate, cv: raw.cv };
    case 'mmpp':
      return resolveMmpp(raw, path, reporter);
    case 'piecewise':
      return resolvePiecewise(raw, path, reporter);
    case 'diurnal':
      return {
        process: raw.process,
        ratePerSecond: raw.rate,
        periodSeconds: raw.period,
        shape: resolveDay(raw, path, reporter),
      };
    case 'periodic':
      return resolvePeriodic(raw, path, reporter);
    case 'offline':
      return { process: raw.process, samples: raw.samples };
    case 'single-stream':
    case 'multi-stream':
      return {
        process: raw.process,
        samplesPerQuery: raw.process === 'multi-stream' ? raw.samplesPerQuery : 1,
        retryAfterSeconds: raw.retryAfter,
      };
    case 'closed-loop':
      return {
        process: raw.process,
        concurrency: raw.concurrency,
        thinkSeconds: raw.thinkTime,
        rampUpSeconds: raw.rampUp,
        retryAfterSeconds: raw.retryAfter,
      };
    case 'sessions':
      return resolveSessions(raw, path, { ...task, reporter });
    case 'agentic':
      return resolveAgentic(raw, path, { ...task, reporter });
    case 'servegen':
      return resolveClientPools(raw, path, reporter);
    case 'trace': {
      const base = reporter.fileOf([...path, 'file']) === SET_FILE ? '' : folder;
      const { process, file, format, rateScale, timeScale, lengths } = raw;
      return { process, file, path: joinPath(base, file), format, rateScale, timeScale, lengths };
    }
    default:
      return assertNever(raw);
  }
}

type Raw<P extends RawArrivals['process']> = Extract<RawArrivals, { process: P }>;

/** Mean of rates that hold for `seconds` each (in the mean); 1, after an issue, where all are silent. */
function meanRate(
  parts: readonly { readonly rate: number; readonly seconds: number }[],
  path: Path,
  reporter: Reporter,
): number {
  const arrivals = parts.reduce((sum, { rate, seconds }) => sum + rate * seconds, 0);
  const time = parts.reduce((sum, { seconds }) => sum + seconds, 0);
  if (arrivals > 0) return arrivals / time;
  reporter.error(path, 'every rate is 0: no request would come', 'write one rate above 0');
  return 1;
}

function resolveMmpp(raw: Raw<'mmpp'>, path: Path, reporter: Reporter): Workload['arrivals'] {
  const parts = raw.states.map(({ rate, meanDuration }) => ({ rate, seconds: meanDuration }));
  const mean = meanRate(parts, [...path, 'states'], reporter);
  return {
    process: 'mmpp',
    ratePerSecond: raw.rate ?? mean,
    states: parts.map(({ rate, seconds }) => ({ relativeRate: rate / mean, meanSeconds: seconds })),
  };
}

function resolvePiecewise(
  raw: Raw<'piecewise'>,
  path: Path,
  reporter: Reporter,
): Workload['arrivals'] {
  const parts = raw.steps.map(({ rate, duration }) => ({ rate, seconds: duration }));
  const mean = meanRate(parts, [...path, 'steps'], reporter);
  return {
    process: 'piecewise',
    ratePerSecond: raw.rate ?? mean,
    steps: parts.map(({ rate, seconds }) => ({ relativeRate: rate / mean, seconds })),
    after: raw.after,
  };
}

function resolveDay(raw: Raw<'diurnal'>, path: Path, reporter: Reporter): DayShape {
  const { peakToMean = 1.5, peakHour = 14, weights, period } = raw;
  if (weights === undefined) {
    if (raw.peakToMean === undefined) reporter.useDefault([...path, 'peakToMean'], peakToMean);
    if (raw.peakHour === undefined) reporter.useDefault([...path, 'peakHour'], peakHour);
    return { kind: 'sinusoid', peakToMean, peakSeconds: (peakHour / 24) * period };
  }
  for (const key of ['peakToMean', 'peakHour'] as const) {
    if (raw[key] === undefined) continue;
    reporter.error(
      [...path, key],
      'the weights say when the peak is',
      `leave out ${key} or weights`,
    );
  }
  const parts = weights.map((rate) => ({ rate, seconds: 1 }));
  const mean = meanRate(parts, [...path, 'weights'], reporter);
  return { kind: 'weights', relativeRates: weights.map((each) => each / mean) };
}

function resolvePeriodic(
  raw: Raw<'periodic'>,
  path: Path,
  reporter: Reporter,
): Workload['arrivals'] {
  const { process, period, sources, phaseSpread, jitter } = raw;
  if (jitter > period) {
    const message = `a jitter of ${jitter} s would let a frame overtake the one ${period} s before`;
    reporter.error([...path, 'jitter'], message, `write ${period} s or less`);
  }
  const ratePerSecond = sources / period;
  return { process, ratePerSecond, sources, phaseSpread, jitterShare: jitter / period };
}
