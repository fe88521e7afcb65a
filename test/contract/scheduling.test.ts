import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HandleSpace } from '../../src/policy/scheduling/handle-space.ts';
import {
  createScheduler,
  type SchedulerName,
  schedulers,
} from '../../src/policy/scheduling/index.ts';
import { defaultOptions, EMPTY, type SchedulerOptions } from '../../src/policy/scheduling/port.ts';
import { requestView } from './request-view.ts';

interface Waiting {
  readonly handle: number;
  readonly priority: number;
  readonly predictedTokens: number;
  readonly promptTokens: number;
  readonly deadlineSeconds: number;
  readonly push: number;
}

const options: SchedulerOptions = { ...defaultOptions, levelTokens: [2, 5] };
const level = ({ promptTokens }: Waiting) => (promptTokens <= 2 ? 0 : promptTokens <= 5 ? 1 : 2);
const make = (name: SchedulerName) => createScheduler(name, new HandleSpace(), options);
const inOrderOfPush = new Set<SchedulerName>([
  'fcfs',
  'vtc',
  'weighted-fair',
  'longest-prefix-match',
]);

/** Each order in one line: the sign of the difference, ties broken by push afterwards. */
const orders: { [S in SchedulerName]: (a: Waiting, b: Waiting) => number } = {
  fcfs: () => 0,
  priority: (a, b) => b.priority - a.priority,
  sjf: (a, b) => a.predictedTokens - b.predictedTokens,
  edf: (a, b) => a.deadlineSeconds - b.deadlineSeconds,
  srpt: (a, b) => a.promptTokens + a.predictedTokens - b.promptTokens - b.predictedTokens,
  mlfq: (a, b) => level(a) - level(b),
  // of one tenant alone
  vtc: () => 0,
  'weighted-fair': () => 0,
  // without a cache
  'longest-prefix-match': () => 0,
};

const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('push'),
      priority: fc.integer({ min: -2, max: 2 }),
      predictedTokens: fc.integer({ min: 1, max: 9 }),
      promptTokens: fc.integer({ min: 1, max: 9 }),
      deadlineSeconds: fc.constantFrom(1, 2, 3, Infinity),
      pick: fc.nat(200),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pop') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), pick: fc.nat(1000) }) },
);
type Command = Partial<Omit<Waiting, 'handle' | 'push'>> & { kind: string; pick?: number };

describe.each(Object.keys(schedulers) as SchedulerName[])('scheduler %s', (name) => {
  const inOrder = (waiting: readonly Waiting[]) =>
    [...waiting].sort((a, b) => orders[name](a, b) || a.push - b.push);

  it('agrees with a sorted list under any pushes, pops and removals', () => {
    let removals = 0;
    let pops = 0;
    fc.assert(
      fc.property(fc.array(command, { minLength: 50, maxLength: 300 }), (commands: Command[]) => {
        const scheduler = make(name);
        let waiting: Waiting[] = [];
        let pushes = 0;
        for (const { kind, pick = 0, ...rest } of commands) {
          const { priority = 0, predictedTokens = 0 } = rest;
          const { promptTokens = 0, deadlineSeconds = 0 } = rest;
          const figures = { priority, predictedTokens, promptTokens, deadlineSeconds };
          if (kind === 'push') {
            // Handles are reused, in no order, and may jump beyond what was ever seen.
            let handle = pick;
            while (waiting.some((one) => one.handle === handle)) handle += 1;
            scheduler.push(handle, requestView(figures));
            waiting.push({ handle, ...figures, push: pushes });
            pushes += 1;
          } else if (kind === 'pop') {
            const expected = inOrder(waiting)[0]?.handle ?? EMPTY;
            expect(scheduler.peek()).toBe(expected);
            expect(scheduler.pop()).toBe(expected);
            waiting = waiting.filter((one) => one.handle !== expected);
            pops += 1;
          } else if (waiting.length > 0) {
            const { handle } = waiting[pick % waiting.length]!;
            scheduler.remove(handle);
            waiting = waiting.filter((one) => one.handle !== handle);
            removals += 1;
          }
          expect(scheduler.size).toBe(waiting.length);
          expect(scheduler.peek()).toBe(inOrder(waiting)[0]?.handle ?? EMPTY);
        }
        const rest = inOrder(waiting).map(({ handle }) => handle);
        expect(rest.map(() => scheduler.pop())).toEqual(rest);
        expect(scheduler.pop()).toBe(EMPTY);
      }),
      { numRuns: 100, seed: 1 },
    );
    // The generator must have met what it is here for.
    expect(removals).toBeGreaterThan(500);
    expect(pops).toBeGreaterThan(500);
  });

  it('reads the request at push only, since views are reused', () => {
    const scheduler = make(name);
    const view = { ...requestView(), priority: 0, predictedTokens: 5, deadlineSeconds: 5 };
    scheduler.push(0, view);
    view.priority = 9;
    view.predictedTokens = 1;
    view.promptTokens = 1;
    view.deadlineSeconds = 1;
    scheduler.push(1, view);
    const [first, second] = inOrderOfPush.has(name) ? [0, 1] : [1, 0];
    view.priority = -9;
    view.predictedTokens = 99;
    view.promptTokens = 9999;
    view.deadlineSeconds = 99;
    expect([scheduler.pop(), scheduler.pop()]).toEqual([first, second]);
  });

  it('takes large handles and many of them', () => {
    const scheduler = make(name);
    const count = 3000;
    for (let i = 0; i < count; i++) scheduler.push(i * 7, requestView());
    for (let i = 0; i < count; i++) expect(scheduler.pop()).toBe(i * 7);
    expect(scheduler.size).toBe(0);
  });

  it('asserts that handles wait once, and wait when they are taken out', () => {
    const scheduler = make(name);
    scheduler.push(3, requestView());
    expect(() => scheduler.push(3, requestView())).toThrow('again');
    expect(() => scheduler.remove(2)).toThrow('does not wait');
    expect(() => scheduler.remove(5000)).toThrow('does not wait');
    scheduler.remove(3);
    expect(() => scheduler.remove(3)).toThrow('does not wait');
    expect(scheduler.size).toBe(0);
  });
});
