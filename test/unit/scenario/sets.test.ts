import { describe, expect, it } from 'vitest';
import { errorsWith, refused, scenarioOf, shortest } from './parse-text.ts';

describe('--set', () => {
  it('overrides by name and by index, in order, whole blocks too', () => {
    const scenario = scenarioOf(
      shortest,
      'pools[h100].replicas=12',
      'pools[0].replicas=13',
      'horizon.requests=50',
      'workloads[chat].arrivals={process: gamma, rate: 30/min, cv: 2}',
      'workloads[chat].arrivals.rate=3/s',
      'workloads[chat].timeout.total=60s',
    );
    expect(scenario.pools[0]?.replicas).toBe(13);
    expect(scenario.horizon.end).toEqual({ kind: 'requests', requests: 50 });
    expect(scenario.workloads[0]).toMatchObject({
      arrivals: { process: 'gamma', ratePerSecond: 3, cv: 2 },
      timeout: { totalSeconds: 60 },
    });
  });

  it.each([
    ['nothing', '--set:1:1 "nothing" has no ='],
    ['=3', '--set:1:1 the path is missing'],
    ['pools[h100].replicas=', '--set:1:22 pools[h100].replicas: the value is missing'],
    [
      'pools[h101].replicas=1',
      '--set:1:6 pools[h101].replicas: there is no item [h101]; did you mean h100?',
    ],
    ['pools[9].replicas=1', '--set:1:6 pools[9].replicas: there is no item [9]; use 0'],
    [
      'pools.h100.replicas=1',
      '--set:1:6 pools.h100.replicas: h100 follows a list; name an item first, such as [h100]',
    ],
    [
      'pool[h100].replicas=1',
      '--set:1:5 pool[h100].replicas: there is no list pool; did you mean pools?',
    ],
    [
      'pools[h100].replica=1',
      '--set:1:12 pools[h100].replica: this key is not known; did you mean replicas?',
    ],
    [
      'pools[h100].engine.maxSequence=1',
      '--set:1:19 pools[h100].engine.maxSequence: this key is not known; did you mean maxSequences?',
    ],
    ['horizn.requests=1', '--set:1:1 horizn: this key is not known; did you mean horizon?'],
    ['a..b=1', '--set:1:2 a..b: this is not a path'],
    ['pools[h100].replicas={a: [', '--set:1:27 pools[h100].replicas: '],
    ['__proto__.x=1', '--set:1:1 __proto__.x: this key is not known'],
    ['pools[h100].replicas=few', '--set:1:22 pools[h100].replicas = few: must be a whole number'],
  ])('refuses %s', (set, expected) => {
    expect(errorsWith(set)[0]?.slice(0, expected.length)).toBe(expected);
  });

  it('counts options as lines', () => {
    const issues = refused(shortest, { sets: ['seed=2', 'pools[h100].replicas=0', 'oops'] });
    expect(issues.map(({ file, line }) => [file, line])).toEqual([
      ['--set', 2],
      ['--set', 3],
    ]);
  });
});
