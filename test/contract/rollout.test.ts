import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, type MonitorName, type MonitorSpec } from '../../src/policy/rollout/index.ts';
import type { EndedRequests, RolloutView, VersionView } from '../../src/policy/rollout/port.ts';

const specs: { [M in MonitorName]: Extract<MonitorSpec, { kind: M }> } = {
  'burn-rate': { kind: 'burn-rate', rate: 6, longSeconds: 120, shortSeconds: 10 },
  errors: { kind: 'errors', maxShare: 0.05 },
  latency: { kind: 'latency', of: 'ttft', percentile: 0.9, maxRatio: 1.5, maxSeconds: Infinity },
  queue: { kind: 'queue', maxPerReplica: 4 },
  'escaped-errors': { kind: 'escaped-errors', audited: 1, delaySeconds: 10, maxShare: 0.2 },
  energy: { kind: 'energy', maxRatio: 1.2 },
  cost: { kind: 'cost', maxRatio: 1.2 },
};
const names = Object.keys(specs) as MonitorName[];

interface Facts {
  readonly count: number;
  readonly errors: number;
  readonly missed: number;
  readonly joules: number;
  readonly seconds: number;
  readonly waiting: number;
}

function version({ count, errors, missed, joules, seconds, waiting }: Facts): VersionView {
  const completed = count - errors;
  const ended: EndedRequests = {
    count,
    completed,
    errors,
    missed,
    allowedMisses: 0.05 * count,
    joules: joules * completed,
    usd: 1e-6 * joules * completed,
    latencies: () => Array.from({ length: completed }, (_, i) => seconds * (1 + i / count)),
  };
  // half of the missed are wrong answers
  const graded = () => ({ graded: count, wrong: missed / 2 });
  return { within: () => ended, graded, waitingPerReplica: waiting };
}

const view = (stable: Facts, candidate: Facts): RolloutView => ({
  stable: version(stable),
  candidate: version(candidate),
  windowSeconds: 60,
  minRequests: 20,
});
const well: Facts = { count: 100, errors: 0, missed: 1, joules: 500, seconds: 0.1, waiting: 0 };
const ill: Facts = { count: 100, errors: 40, missed: 60, joules: 900, seconds: 0.4, waiting: 9 };

describe('every monitor', () => {
  it.each(
    names,
  )('%s passes a candidate that is like the stable version, and fails an ill one', (name) => {
    expect(judge(specs[name], view(well, well))).toBe('pass');
    expect(judge(specs[name], view(well, ill))).toBe('fail');
  });

  it.each(names.filter((name) => name !== 'queue'))('%s says nothing of a few requests', (name) => {
    expect(judge(specs[name], view(well, { ...ill, count: 19, errors: 0 }))).toBe('unknown');
  });

  it('queue says nothing before its first reading', () => {
    const unread = { ...version(well), waitingPerReplica: null };
    expect(judge(specs.queue, { ...view(well, well), candidate: unread })).toBe('unknown');
  });

  it.each(names)('%s never passes what is worse where it failed what is better', (name) => {
    const facts = fc.record({
      count: fc.constant(100),
      errors: fc.nat(50),
      missed: fc.integer({ min: 50, max: 100 }),
      joules: fc.integer({ min: 100, max: 1000 }),
      seconds: fc.double({ min: 0.05, max: 1, noNaN: true }),
      waiting: fc.nat(20),
    });
    fc.assert(
      fc.property(facts, fc.nat(20), (better, more) => {
        const worse = {
          ...better,
          errors: Math.min(50, better.errors + more),
          missed: Math.min(100, better.missed + more),
          joules: better.joules + more,
          waiting: better.waiting + more,
          // fewer complete, and all of them later
          seconds: better.seconds * 2 + more,
        };
        if (judge(specs[name], view(well, better)) !== 'fail') return;
        expect(judge(specs[name], view(well, worse))).toBe('fail');
      }),
    );
  });
});

describe('the burn rate', () => {
  it('wants both windows to burn', () => {
    const at = (seconds: number): RolloutView => ({
      ...view(well, well),
      candidate: {
        ...version(well),
        within: (window) => version(window === seconds ? ill : well).within(window),
      },
    });
    expect(judge(specs['burn-rate'], at(120))).toBe('pass');
    expect(judge(specs['burn-rate'], at(10))).toBe('pass');
  });
});
