import { describe, expect, it } from 'vitest';
import { createStream } from '../../../src/base/random/stream.ts';
import { traceRowsFromColumns } from '../../../src/trace/from-columns.ts';
import { summarizeTrace } from '../../../src/trace/summarize.ts';
import { transformTrace } from '../../../src/trace/transform.ts';

const count = 20_000;
const uniform = createStream('test', 'poisson');
let clock = 0;
const { rows } = traceRowsFromColumns({
  arrivalSeconds: Array.from({ length: count }, () => {
    clock -= Math.log1p(-uniform());
    return clock;
  }),
  promptTokens: Array.from({ length: count }, (_, i) => i + 1),
  outputTokens: Array.from({ length: count }, () => 1),
  tenant: Array.from({ length: count }, (_, i) => i % 7),
});
const same = { timeScale: 1, rateScale: 1, seed: 1 };

describe('transformTrace', () => {
  it('gives the rows as they are at 1 and 1', () => {
    expect(transformTrace(rows, same)).toEqual(rows);
  });

  it('multiplies gaps', () => {
    const slow = transformTrace(rows, { ...same, timeScale: 2.5 });
    expect(slow.arrivalSeconds).toEqual(rows.arrivalSeconds.map((seconds) => seconds * 2.5));
    expect(slow.promptTokens).toBe(rows.promptTokens);
  });

  it.each([0.1, 0.5, 1.3, 2, 3.7])('scales the rate by %d and keeps the duration', (rateScale) => {
    const scaled = transformTrace(rows, { ...same, rateScale });
    const fraction = rateScale % 1;
    const sigma = Math.sqrt(count * fraction * (1 - fraction));
    // Five standard deviations: the seed is fixed, so this fails for a wrong scale only.
    expect(Math.abs(scaled.length - count * rateScale)).toBeLessThanOrEqual(5 * sigma);
    const duration = rows.arrivalSeconds.at(-1) as number;
    expect(scaled.arrivalSeconds.at(-1)).toBeLessThanOrEqual(duration);
    expect(scaled.arrivalSeconds.at(-1)).toBeGreaterThan(duration * 0.99);
    expect(scaled.arrivalSeconds).toEqual(scaled.arrivalSeconds.toSorted());
    // Rows stay whole: the tenant still belongs to the prompt, and copies follow in the rows' order.
    expect(scaled.promptTokens).toEqual(scaled.promptTokens.toSorted());
    expect(scaled.tenant).toEqual(scaled.promptTokens.map((prompt) => (prompt - 1) % 7));
  });

  it('makes no bursts of copies', () => {
    const { dispersion, zeroGapShare } = summarizeTrace(
      transformTrace(rows, { ...same, rateScale: 3 }),
    );
    expect(zeroGapShare).toBeLessThan(0.001);
    // A count n of a Poisson trace becomes 3 n: variance 9 n over mean 3 n, give or take the sampling error.
    expect(dispersion).toBeLessThan(3.5);
  });

  it('chooses by the seed alone', () => {
    const half = (seed: number) => transformTrace(rows, { ...same, rateScale: 0.5, seed });
    expect(half(1)).toEqual(half(1));
    expect(half(1).promptTokens).not.toEqual(half(2).promptTokens);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a scale of %d', (scale) => {
    expect(() => transformTrace(rows, { ...same, rateScale: scale })).toThrow('rateScale');
    expect(() => transformTrace(rows, { ...same, timeScale: scale })).toThrow('timeScale');
  });
});
