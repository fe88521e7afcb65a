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

  it('hedge before they leave, and over no more replicas than there are', () => {
    const two = ['pools[h100].replicas=2', 'workloads[chat].model=llama-3.1-8b'];
    const hedge = (keys: string) => `workloads[chat].hedge={after: 1s${keys}}`;
    const leave = 'workloads[chat].cancel={patience: 500ms}';
    expect(errorsWith(...two, hedge(''), leave).join()).toContain('clients leave after 0.5 s');
    const later = 'workloads[chat].cancel={patience: 1500ms}';
    expect(accepted(shortest, { sets: [...two, hedge(''), later] }).warnings).toEqual([]);
    const { warnings } = accepted(shortest, { sets: [...two, hedge(', max: 5')] });
    expect(warnings.map(({ path, fix }) => `${path} ${fix}`)).toEqual([
      'workloads[chat].hedge.max write max: 1',
    ]);
    const six = ['pools[h100].replicas=6', 'workloads[chat].model=llama-3.1-8b'];
    expect(accepted(shortest, { sets: [...six, hedge(', max: 5')] }).warnings).toEqual([]);
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

  it('go on by the target of slo, and by half after wrong answers, where no other figures are given', () => {
    const sessions = (...keys: string[]) =>
      `workloads[chat].arrivals={process: sessions, rate: 1/s, turns: 4, thinkTime: 5s${keys.join('')}}`;
    const slo = 'workloads[chat].slo={ttft: 700ms}';
    const asked = 'workloads[chat].satisfaction={}';
    expect(chat(sessions(), slo, asked).satisfaction).toEqual({
      ...{ of: 'ttft', targetSeconds: 0.7, halvingSeconds: 46, most: 1, wrong: 1, unanswered: 0 },
    });
    const judged = ['workloads[chat].task=math-500', 'workloads[chat].model=llama-3.2-3b'];
    const served = 'pools[h100].serves=[llama-3.2-3b]';
    expect(
      chat(sessions(', afterFailure: continue'), slo, asked, ...judged, served).satisfaction,
    ).toMatchObject({ wrong: 0.5, unanswered: 0.5 });
    const errors = (keys: string, ...more: string[]) =>
      errorsWith(sessions(), ...more, `workloads[chat].satisfaction=${keys}`).join('\n');
    expect(errors('{}')).toContain('write target: 2s, or give the workload slo.ttft');
    expect(errors('{wrong: 0.3}', slo)).toContain('without a task no answer is wrong');
    expect(errors('{unanswered: 0.3}', slo)).toContain('write arrivals.afterFailure: continue');
  });

  it.each([
    ['workloads[chat].retry.on=[completed]', 'completed'],
    ['workloads[chat].retry.on=[]', 'the list is empty'],
    ['workloads[chat].retry.jitter=1.5', '1.5'],
    ['workloads[chat].retry.multiplier=0.5', '0.5'],
    ['workloads[chat].cancel.until=end', 'patience'],
    ['workloads[chat].cancel.patience.distribution=pareto', 'pareto'],
    ['workloads[chat].hedge.until=end', 'until'],
    ['workloads[chat].satisfaction={satisfied: 1s}', 'satisfied'],
    ['workloads[chat].satisfaction={target: 1s}', 'use arrivals: {process: sessions}'],
    ['workloads[chat].satisfaction=2', '{target: 2s}'],
  ])('are refused where %s', (set, word) => {
    expect(errorsWith(set).join('\n')).toContain(word);
  });
});
