import { describe, expect, it } from 'vitest';
import { acceptedOrIssues, onePool } from './parse-text.ts';

const hours = Array.from({ length: 24 }, (_, hour) => 100 + hour).join(', ');
const grid = `facility={electricity: {grid: [${hours}]}}`;
const defer = (text: string, ...more: string[]) =>
  acceptedOrIssues(onePool, [`workloads[chat].defer=${text}`, ...more]);

describe('workloads[].defer', () => {
  it('has a slack of eight hours, and none where it is not wanted', () => {
    const result = defer('{policy: carbon-aware}', grid);
    if (typeof result === 'string') throw new Error(result);
    expect(result.scenario.workloads[0]!.defer).toEqual({
      policy: 'carbon-aware',
      slackSeconds: 8 * 3600,
      tolerance: 0.05,
    });
    expect(result.warnings).toEqual([]);
    const none = defer('none');
    if (typeof none === 'string') throw new Error(none);
    expect(none.scenario.workloads[0]).not.toHaveProperty('defer');
  });

  it.each([
    ['{policy: carbon-aware}', [], /carbon-aware has no forecast/],
    ['{policy: price-aware}', [], /electricity: {price: \[24 values/],
    ['{policy: cheapest}', [grid], /this is not known/],
    [
      '{policy: carbon-aware}',
      [grid, 'workloads[chat].timeout={total: 1h}'],
      /give up after 3600 s/,
    ],
    [
      '{policy: carbon-aware}',
      [grid, 'workloads[chat].cancel={patience: 10s}'],
      /give up after 10 s/,
    ],
    ['{policy: carbon-aware}', [grid, 'workloads[chat].slo={deadline: 1h}'], /due 3600 s after/],
    [
      '{policy: carbon-aware}',
      [grid, 'workloads[chat].hedge={after: 1s}', 'pools[p].replicas=2'],
      /beside hedging is not available/,
    ],
  ])('is refused where it can not be: %s %s', (text, more, message) => {
    expect(defer(text, ...more)).toMatch(message);
  });

  it('warns of a drain that ends before who waits must have started', () => {
    const warned = (drain: string) => {
      const horizon = `horizon={duration: 10h, drain: ${drain}}`;
      const result = defer('{policy: carbon-aware, slack: 2h}', grid, horizon);
      if (typeof result === 'string') throw new Error(result);
      return result.warnings.map(({ path, message }) => `${path} ${message}`).join();
    };
    expect(warned('119m')).toMatch(
      /horizon.drain the run ends 7140 s after horizon.duration, and requests of chat may wait 7200 s/,
    );
    expect(warned('2h')).toBe('');
    expect(warned('until-empty')).toBe('');
  });

  it('warns of a forecast that never changes, and of targets that nobody who waits meets', () => {
    const flat = defer('{policy: price-aware}', grid);
    if (typeof flat === 'string') throw new Error(flat);
    expect(flat.warnings.map(({ message }) => message).join()).toMatch(/nobody ever waits/);
    const late = defer('{policy: carbon-aware}', grid, 'workloads[chat].slo={ttft: 1s}');
    if (typeof late === 'string') throw new Error(late);
    expect(late.warnings.map(({ message }) => message).join()).toMatch(/misses the latency/);
  });
});
