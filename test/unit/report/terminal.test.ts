import { describe, expect, it } from 'vitest';
import { rolloutText } from '../../../src/report/rollout-text.ts';
import { summaryText } from '../../../src/report/terminal.ts';
import type { Headroom } from '../../../src/summary/answer-figures.ts';
import type { RolloutSummary } from '../../../src/summary/rollout.ts';
import type { RunSummary } from '../../../src/summary/run-summary.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import { sampleInput, scenario } from '../summary/sample-run.ts';

const found: Headroom = {
  of: ['chat', 'code'],
  nowRequestsPerSecond: 12,
  factor: 2.3,
  requestsPerSecond: 27.6,
  breaksAtFactor: 2.4,
  range: [2.3, 2.5],
  breaks: 'slo',
  workload: 'chat',
  metric: 'ttft',
  probes: [],
};

const missed = summarize(sampleInput());
const [chat, code] = scenario.workloads;
const easy = [{ ...chat, slo: { ...chat.slo, attainment: 0.3 } }, code];
const met = summarize(sampleInput({ compiled: { ...scenario, workloads: easy } }));

const text = (summary: RunSummary, headroom: Partial<Headroom> | null = {}) =>
  summaryText({
    ...summary,
    answer: { ...summary.answer, headroom: headroom && { ...found, ...headroom } },
  });
const line = (of: string, words: string) => of.split('\n').find((each) => each.includes(words));

describe('summaryText', () => {
  it('leads with the target, and how much more load would still meet it', () => {
    const [, , first] = text(met).split('\n');
    expect(first).toBe(
      '  target met, and up to about 2.3× the load: chat 33 % of requests within all targets (30 % wanted)',
    );
    expect(text(met, null)).toContain('  target met: chat 33 %');
    expect(text(met, { factor: 1 })).toContain('  target met: chat 33 %');
    expect(text(met, { of: ['code'] })).toContain(
      '  target met, and up to about 2.3× the arrivals of code: chat 33 %',
    );
  });

  it('gives energy and money as bounds from below where few completed while they were counted', () => {
    const of = (requestsPerSecond: number) => ({
      ...met,
      throughput: { ...met.throughput, requestsPerSecond },
      energy: { ...met.energy, joulesPerRequest: 50, acceleratorAverageWatts: 500 },
      cost: { usdPerRequest: 0.001, usdPerMillionOutputTokens: 1 },
    });
    expect(line(text(of(9)), ' energy  ')).toMatch(/energy +50 J per request/);
    expect(line(text(of(7)), ' energy  ')).toMatch(/energy +at least 50 J per request/);
    expect(line(text(of(7)), ' cost  ')).toMatch(/cost +at least 0.001 USD per request/);
  });

  it('says why a roll-out does not go on', () => {
    const version = { requests: 9, completed: 9, missed: 0, errors: 0, missedShare: 0, joules: 1 };
    const rollout: RolloutSummary = {
      kind: 'canary',
      from: 'a',
      to: 'b',
      outcome: 'running',
      beganSeconds: 1,
      decidedSeconds: null,
      firstAlarmSeconds: null,
      detectSeconds: null,
      steps: 1,
      checks: 9,
      failedChecks: 0,
      failedBy: null,
      stable: version,
      candidate: version,
      avoidedMisses: null,
      avoidedBadSeconds: null,
    };
    expect(rolloutText(rollout)).toContain('0 of 9 checks failed; ');
    expect(rolloutText({ ...rollout, unsureChecks: 8 })).toContain(
      '0 of 9 checks failed, 8 saw too few requests to tell; ',
    );
  });

  it('says nothing of targets where none is stated', () => {
    expect(line(text(met), 'goodput')).toContain('within all targets');
    expect(line(text(met), 'code: ')).toContain('no target stated');
    const none = met.answer.workloads.map((each) => ({ ...each, target: null, met: null }));
    const free = { ...met, answer: { ...met.answer, sloMet: null, workloads: none } };
    expect(text(free, null)).not.toContain('within all targets');
  });

  it('says which target is missed, most often first', () => {
    expect(text(missed)).toContain(
      'TARGET MISSED: chat 33 % of requests within all targets (90 % wanted; missed: time to first token by 33 %, completion by 33 %)',
    );
  });

  it('says of many workloads what all come to, and which is furthest from its target', () => {
    const [one] = met.answer.workloads;
    const shares = { first: 0.99, second: 0.93, third: 0.91, fourth: 0.97 };
    const workloads = Object.entries(shares).map(([workload, attainment]) => {
      const target = 0.9;
      return { ...one!, workload, attainment, target, met: attainment >= target };
    });
    const many = {
      ...met,
      answer: { ...met.answer, workloads },
      slo: { ...met.slo, attainment: 0.96 },
    };
    expect(text(many, null)).toContain(
      '  target met: 96.0 % of requests within all targets, 4 of 4 workloads have what they want; the furthest from it: third 91.0 % of requests within all targets (90 % wanted)',
    );
  });

  it('tells a target that no request was measured against from one that nobody states', () => {
    const first = (target: number | null) => {
      const workloads = met.answer.workloads.map((each) => ({ ...each, target, met: null }));
      return summaryText({ ...met, answer: { ...met.answer, sloMet: null, workloads } });
    };
    expect(first(0.9)).toContain('  no request was measured against its targets\n');
    expect(first(null)).toContain('  no latency target is stated\n');
  });

  it('says up to which rate targets hold, whose it is, and which breaks first', () => {
    expect(line(text(met), 'now')).toBe(
      '  now 12 requests/s; holds up to 27.6 requests/s (2.3×); what breaks first: time to first token of chat',
    );
    expect(line(text(met, { of: ['chat'] }), 'now')).toContain(
      '  now 12 requests/s of chat (the others stay as they are); holds up to 27.6 requests/s',
    );
    const less = { factor: 0.48, requestsPerSecond: 5.76, breaksAtFactor: 0.5 };
    expect(line(text(missed, { ...less, range: [0, 1] }), 'now')).toBe(
      '  now 12 requests/s; would hold up to 5.76 requests/s (0.48×, sure to be below 1×); what breaks first: time to first token of chat',
    );
    const none = { factor: 0, requestsPerSecond: 0, breaksAtFactor: 0.01 };
    expect(line(text(missed, { ...none, range: [0, 0.01] }), 'now')).toBe(
      '  now 12 requests/s; breaks at 0.12 requests/s already (0.01×): time to first token of chat; fewer arrivals do not help',
    );
  });

  it('calls an overload by its name', () => {
    const overload = { breaks: 'overload', workload: null, metric: null } as const;
    expect(line(text(met, overload), 'now')).toBe(
      '  now 12 requests/s; no more can be served than 27.6 requests/s (2.3×): the rest would pile up',
    );
  });

  it('says how far the rate can be trusted, unless that is far enough', () => {
    const sure = (range: Headroom['range']) => line(text(met, { range }), 'now');
    expect(sure([1, 4])).toContain('(2.3×, sure to be in 1× to 4×)');
    expect(sure([1, null])).toContain('(2.3×, sure to be above 1×)');
    expect(sure([0, 4])).toContain('(2.3×, sure to be below 4×)');
    expect(sure([0, null])).toContain('(2.3×, a rough guess)');
  });

  it('says from where to where a mean may lie that is less sure than it is large', () => {
    const { e2eSeconds } = met.latency;
    const of = (mean: readonly [number, number]) =>
      summaryText({
        ...met,
        latency: {
          ...met.latency,
          e2eSeconds: { ...e2eSeconds, mean: 2, ci: { ...e2eSeconds.ci, mean } },
        },
      });
    expect(line(of([1.8, 2.2]), 'end to end ')).toContain(' 2 s ±10% ');
    expect(line(of([0, 27]), 'end to end ')).toContain(' 2 s (0 to 27 s) ');
  });

  it('has colours only for who asks, and no headroom line where there is none', () => {
    expect(text(missed)).not.toContain('\u001b');
    expect(summaryText(missed, { color: true })).toContain('\u001b');
    expect(line(text(missed, null), 'now ')).toBeUndefined();
  });
});
