import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { holdShipped } from './shipped.ts';

describe('the scenarios that ship, m to z', () => {
  holdShipped('m', 'z');

  it('mm1 waits as Pollaczek and Khinchine say', async () => {
    const { latency, answer } = await run('scenarios/mm1.yaml');
    // A stay above 15 s has probability exp(−(1/s − rate) · 15 s): 5 % at 0.80/s.
    expect(Math.abs((answer.headroom?.requestsPerSecond ?? 0) / 0.8 - 1)).toBeLessThan(0.1);
    expect(Math.abs(latency.queueSeconds.mean / 2.3287 - 1)).toBeLessThan(0.05);
  });
});
