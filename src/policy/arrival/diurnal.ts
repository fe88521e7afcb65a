import { drawExponential } from '../../base/random/exponential.ts';
import type { DayShape, TimedDefinition, TimedSpec } from './port.ts';
import { createStepClock } from './rate-steps.ts';

type DiurnalSpec = Extract<TimedSpec, { process: 'diurnal' }>;

/**
 * A Poisson process whose rate goes through a day, again and again: a sinusoid
 * λ(t) = mean·(1 + (peakToMean − 1)·cos(2π(t − peak)/period)), or given weights of equal parts of
 * the day. The run begins at the start of a day. One uniform per arrival: unit gaps go through the
 * inverse of the expected number of arrivals (rate-steps.ts says why), not through thinning, whose
 * draws would shift when the rate is swept.
 */
export const diurnal: TimedDefinition<DiurnalSpec> = {
  create(spec, { gaps }) {
    const clock = createDayClock(spec);
    let units = 0;
    return () => {
      units += drawExponential(gaps);
      return clock(units);
    };
  },
};

function createDayClock({ ratePerSecond, periodSeconds, shape }: DiurnalSpec) {
  if (shape.kind === 'sinusoid') {
    return (units: number) => invertSinusoid(units / ratePerSecond, periodSeconds, shape);
  }
  const seconds = periodSeconds / shape.relativeRates.length;
  return createStepClock(
    shape.relativeRates.map((relative) => ({ ratePerSecond: relative * ratePerSecond, seconds })),
    'repeat',
  );
}

/** Newton steps fall back to halving, which alone would end after as many steps as a double has bits. */
const MOST_STEPS = 64;

/**
 * The instant t at which ∫₀ᵗ λ ÷ mean = `seconds`: t + (a·P ÷ 2π)·(sin(2π(t − peak) ÷ P) +
 * sin(2π·peak ÷ P)) with a = peakToMean − 1 ≤ 1, which never falls. Exact to 1e-12 of a period.
 */
export function invertSinusoid(
  seconds: number,
  periodSeconds: number,
  { peakToMean, peakSeconds }: Extract<DayShape, { kind: 'sinusoid' }>,
): number {
  const days = Math.floor(seconds / periodSeconds);
  const target = seconds / periodSeconds - days;
  const depth = peakToMean - 1;
  const turn = 2 * Math.PI;
  const peak = peakSeconds / periodSeconds;
  const swing = depth / turn;
  const offset = swing * Math.sin(turn * peak) - target;
  let low = 0;
  let high = 1;
  let t = target;
  for (let step = 0; step < MOST_STEPS; step++) {
    const error = t + swing * Math.sin(turn * (t - peak)) + offset;
    if (Math.abs(error) < 1e-15) break;
    if (error > 0) high = t;
    else low = t;
    const slope = 1 + depth * Math.cos(turn * (t - peak));
    const next = t - error / slope;
    t = next > low && next < high ? next : (low + high) / 2;
  }
  return (days + t) * periodSeconds;
}
