/** A rate that holds for a time. */
export interface RateForATime {
  readonly ratePerSecond: number;
  readonly seconds: number;
}

/**
 * Makes the inverse of the expected number of arrivals since instant 0, under rates that change by
 * steps: the first instant by which `units` arrivals are expected, Infinity where there is none.
 * `units` must not fall from call to call. Cycles are counted, never added up, so that the thousandth
 * day begins as exactly as the first. At least one rate of a repeated cycle is above 0.
 *
 * Unit-rate Poisson arrivals put through it are a Poisson process of that rate (time change): one
 * draw per arrival at any rate, which thinning would not keep.
 * Source: E. Çinlar, Introduction to Stochastic Processes, 1975, chapter 4, section 7.
 */
export function createStepClock(
  steps: readonly RateForATime[],
  after: 'repeat' | 'hold',
): (units: number) => number {
  const startSeconds = [0];
  const startUnits = [0];
  for (const [i, { ratePerSecond, seconds }] of steps.entries()) {
    startSeconds.push(startSeconds[i]! + seconds);
    startUnits.push(startUnits[i]! + ratePerSecond * seconds);
  }
  const cycleSeconds = startSeconds[steps.length]!;
  const cycleUnits = startUnits[steps.length]!;
  let cycle = 0;
  let at = 0;
  return (units) => {
    for (;;) {
      const into = units - cycle * cycleUnits;
      const isLast = at === steps.length - 1;
      const held = isLast && after === 'hold';
      if (into < startUnits[at + 1]! || held) {
        const { ratePerSecond } = steps[at]!;
        const rest = Math.max(0, into - startUnits[at]!) / ratePerSecond;
        return ratePerSecond === 0
          ? Number.POSITIVE_INFINITY
          : cycle * cycleSeconds + startSeconds[at]! + rest;
      }
      if (isLast) {
        at = 0;
        // whole cycles without an arrival are skipped at once
        cycle = Math.max(cycle + 1, Math.floor(units / cycleUnits));
      } else {
        at += 1;
      }
    }
  };
}
