import { describe, expect, it } from 'vitest';
import { rowsOf } from './tasks/task-runs.ts';

const pools =
  '[{ clients: 20, share: 3, skew: 1, gaps: gamma, cv: 2, promptSpread: 1 }, { clients: 2, share: 1, gaps: weibull, cv: 0.5, outputTokens: { distribution: fixed, value: 9 } }]';
const arrivals = (rate: number) => `{ process: servegen, rate: ${rate}/s, pools: ${pools} }`;

describe('client pools', () => {
  const rows = rowsOf({
    arrivals: arrivals(100),
    requests: 20_000,
    prompt: '{ distribution: lognormal, mean: 100, cv: 0.1 }',
  });
  const seconds = rows.at(-1)!.arrivalSeconds;
  const of = (client: number) => rows.filter((row) => row.tenant === client);

  it('come at the rate that is stated, and each client at its part of it', () => {
    expect(rows.length / seconds).toBeCloseTo(100, -1);
    const harmonic = Array.from({ length: 20 }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b);
    for (const client of [0, 1, 4]) {
      const expected = (75 / (client + 1) / harmonic) * seconds;
      // gaps of cv 2: the count of a renewal process has cv² times its mean for variance
      expect(Math.abs(of(client).length - expected)).toBeLessThan(5 * 2 * Math.sqrt(expected));
    }
    expect(of(20).length + of(21).length).toBeGreaterThan(0.23 * rows.length);
  });

  it('burst as the law of their gaps says', () => {
    const cvOf = (client: number) => {
      const at = of(client).map((row) => row.arrivalSeconds);
      const gaps = at.slice(1).map((second, i) => second - at[i]!);
      const mean = gaps.reduce((a, b) => a + b, 0) / gaps.length;
      return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean;
    };
    expect(cvOf(0)).toBeGreaterThan(1.7);
    expect(cvOf(0)).toBeLessThan(2.3);
    expect(cvOf(20)).toBeGreaterThan(0.45);
    expect(cvOf(20)).toBeLessThan(0.55);
  });

  it('have lengths of their own', () => {
    const mean = (client: number) =>
      of(client).reduce((sum, row) => sum + row.promptTokens, 0) / of(client).length;
    const means = [0, 1, 2, 3].map(mean);
    // within a client a tenth, between clients as much as the mean itself
    expect(Math.max(...means) / Math.min(...means)).toBeGreaterThan(1.5);
    for (const row of of(20)) expect(row.intendedOutputTokens).toBe(9);
    for (const row of of(0).slice(0, 50)) expect(row.intendedOutputTokens).toBe(5);
  });

  it('ask the same at every rate', () => {
    const prompt = '{ distribution: lognormal, mean: 100, cv: 1 }';
    const asked = (rate: number) =>
      rowsOf({ arrivals: arrivals(rate), requests: 2000, prompt }).map((row) => [
        row.tenant,
        row.promptTokens,
        Math.round(1e6 * row.arrivalSeconds * rate),
      ]);
    expect(asked(50)).toEqual(asked(100));
  });
});
