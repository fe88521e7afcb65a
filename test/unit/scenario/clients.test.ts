import { describe, expect, it } from 'vitest';
import { accepted, errorsWith, scenarioOf, shortest } from './parse-text.ts';

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

  it('are said never to ask again where nothing that they ask again after can happen', () => {
    const warned = (...sets: string[]) =>
      accepted(shortest, { sets: ['workloads[chat].retry={}', ...sets] })
        .warnings.map(({ message }) => message)
        .join();
    expect(warned()).toContain('clients of chat never ask again');
    for (const set of [
      'workloads[chat].timeout={total: 60s}',
      'admission={policy: queue-cap, maxQueued: 5}',
      'failures=[{ kind: gpu, at: 1min, inFlight: failed }]',
    ]) {
      expect(warned(set)).not.toContain('never ask again');
    }
    expect(warned('failures=[{ kind: gpu, at: 1min }]')).toContain('never ask again');
  });

  it('are told the block where they write a number', () => {
    expect(errorsWith('workloads[chat].retry=3').join()).toContain('{maxAttempts: 3}');
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
    ['workloads[chat].hedge.until=end', 'until'],
    ['workloads[chat].satisfaction={satisfied: 1s}', 'satisfaction model is not available'],
  ])('are refused where %s', (set, word) => {
    expect(errorsWith(set).join('\n')).toContain(word);
  });
});
