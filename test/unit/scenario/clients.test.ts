import { describe, expect, it } from 'vitest';
import { errorsWith, scenarioOf, shortest } from './parse-text.ts';

const chat = (...sets: string[]) => scenarioOf(shortest, ...sets).workloads[0]!;

describe('clients', () => {
  it('only wait where nothing is said', () => {
    expect(chat()).not.toHaveProperty('cancel');
    expect(chat('workloads[chat].retry=none')).not.toHaveProperty('retry');
  });

  it('ask again as a client library does', () => {
    expect(chat('workloads[chat].retry={}').retry).toEqual({
      maxAttempts: 3,
      baseSeconds: 0.5,
      multiplier: 2,
      capSeconds: 8,
      jitter: 0.25,
      on: ['expired', 'failed', 'rejected', 'shed'],
    });
  });

  it('have a patience that is fixed or follows a law', () => {
    expect(chat('workloads[chat].cancel={patience: 3s}').cancel).toEqual({
      patience: { law: 'fixed', seconds: 3 },
      until: 'first-token',
    });
    const law = '{patience: {distribution: weibull, mean: 20s, cv: 1.5}, until: end}';
    expect(chat(`workloads[chat].cancel=${law}`).cancel).toEqual({
      patience: { law: 'weibull', meanSeconds: 20, cv: 1.5 },
      until: 'end',
    });
  });

  it.each([
    ['workloads[chat].retry.on=[completed]', 'completed'],
    ['workloads[chat].retry.on=[]', 'the list is empty'],
    ['workloads[chat].retry.jitter=1.5', '1.5'],
    ['workloads[chat].retry.multiplier=0.5', '0.5'],
    ['workloads[chat].cancel.until=end', 'patience'],
    ['workloads[chat].cancel.patience.distribution=pareto', 'pareto'],
    ['workloads[chat].hedging={after: 2s}', 'hedging is not available in this version'],
    ['workloads[chat].satisfaction={satisfied: 1s}', 'satisfaction model is not available'],
    ['rollout={canary: h100}', 'canary and shadow roll-out is not available'],
  ])('are refused where %s', (set, word) => {
    expect(errorsWith(set).join('\n')).toContain(word);
  });
});
