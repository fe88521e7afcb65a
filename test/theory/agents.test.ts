import { describe, expect, it } from 'vitest';
import { betaAbility, chanceAt } from '../../src/quality/ability.ts';
import { horizonChance, repeatedStep, stepEnds, withinTries } from '../../src/quality/horizon.ts';
import type { CallRow } from '../../src/record/port.ts';
import { type RecordedRun, record } from '../property/recorded-run.ts';
import {
  concentration,
  passAt1,
  type ThinkingCase,
  thinkingScenario,
} from './thinking-scenario.ts';

const run = (of: ThinkingCase): RecordedRun => record(thinkingScenario(of));
const toolsOf = (time: unknown, concurrency: number | 'unlimited' = 'unlimited') => ({
  tools: [{ name: 'shell', time, concurrency }],
  outputs: { timeseries: 'none', calls: true },
});
const fixed = (value: number) => ({ distribution: 'fixed', value });
const agent = (turns: number | object, more = {}) => ({
  ...{ kind: 'agent', tool: 'shell', turns, toolTokens: fixed(30), ...more },
});

describe('an agent', () => {
  const requests = 600;
  const fast = {
    ...{ requests, ratePerSecond: 20, replicas: 2 },
    more: toolsOf('10ms'),
    workload: { outputTokens: fixed(3) },
  };
  const shareOf = ({ rows }: RecordedRun, fate: string) =>
    rows.filter((row) => row.fate === fate).length / rows.length;
  /** Four standard errors of a share of a half. */
  const noise = 2 / Math.sqrt(requests);
  const ability = betaAbility(passAt1, concentration);
  let mean = 0;
  for (let i = 0; i < 1000; i++) mean += chanceAt(ability, (i + 0.5) / 1000) / 1000;

  it.each([
    ['all of whose steps are right', 4, {}],
    ['whose steps may be wrong', 6, { stepSuccess: 0.93 }],
    ['that repairs some of them', 6, { stepSuccess: 0.85, repair: 0.7 }],
    [
      'that gives up where too much is done anew',
      5,
      { stepSuccess: 0.9, repair: 0.5, toolSuccess: 0.7, maxCalls: 8 },
    ],
  ] as const)('%s is right, and gives up, as often as its closed form says', (_, turns, care) => {
    const {
      stepSuccess = 1,
      repair = 0,
      toolSuccess = 1,
      maxCalls = 100,
    } = care as {
      readonly stepSuccess?: number;
      readonly repair?: number;
      readonly toolSuccess?: number;
      readonly maxCalls?: number;
    };
    const of = { works: toolSuccess, notices: repair };
    const answers = withinTries(turns, maxCalls - 1, stepEnds(stepSuccess, of));
    const law = answers * horizonChance(repeatedStep(stepSuccess, of), turns) * mean;
    const played = run({ ...fast, strategy: agent(turns, care) });
    expect(Math.abs(shareOf(played, 'right') - law)).toBeLessThan(noise);
    const gaveUp = shareOf(played, 'wrong-caught');
    expect(Math.abs(gaveUp - (1 - answers))).toBeLessThan(noise);
    if (maxCalls < 100) expect(answers).toBeLessThan(0.9);
    for (const { calls } of played.rows) {
      expect(calls).toBeLessThanOrEqual(maxCalls);
      expect(calls).toBeGreaterThanOrEqual(turns + (gaveUp === 0 ? 1 : 0));
    }
  });

  it('reads its whole text at each call, of which a prefix cache has all but the last result', () => {
    const [prompt, output, turns] = [100, 50, 3];
    const workload = { promptTokens: fixed(prompt), outputTokens: fixed(output) };
    const idle = { requests: 20, ratePerSecond: 1e-4, workload, strategy: agent(turns) };
    const cold = run({ ...idle, engine: { prefixCache: false }, more: toolsOf('2s') });
    let seconds = 2 * turns;
    for (let call = 0; call <= turns; call++) {
      const tokens = prompt + call * (output + 30);
      seconds += 0.008 + 20e-6 * tokens;
      for (let token = 1; token < output; token++)
        seconds += 0.008 + 30e-6 + 2e-9 * (tokens + token - 1);
    }
    for (const row of cold.rows) {
      expect(row.e2eSeconds).toBeCloseTo(seconds, 9);
      expect(row.calls).toBe(turns + 1);
      expect(row.answerTokens).toBe(output);
      expect(row.hostSeconds).toBeCloseTo(2 * turns, 9);
      expect(row.keptTokens).toBe(row.promptTokens + row.outputTokens);
    }
    const warm = run({ ...idle, more: toolsOf('2s') });
    const later = warm.calls.filter(({ role, call }) => role !== 'tool' && call > 0);
    for (const { promptTokens, cachedTokens } of later) {
      expect(cachedTokens).toBeLessThanOrEqual(promptTokens - 30);
      // whole blocks of 16 tokens
      expect(cachedTokens).toBeGreaterThan(promptTokens - 30 - 2 * 16);
    }
  });

  it('ends at its deadline with nothing, and leaves the place of its tool to others', () => {
    const strategy = agent(10, { deadline: '2s' });
    const more = toolsOf('1s', 2);
    const { rows, calls } = run({ requests: 30, ratePerSecond: 1, strategy, more });
    for (const row of rows) {
      expect(row.outcome).toBe('expired');
      expect(row.e2eSeconds).toBeCloseTo(2, 9);
    }
    const cut = calls.filter(
      ({ role, completionSeconds, hostSeconds }) =>
        role === 'tool' && hostSeconds < 1 - 1e-9 && completionSeconds > 0,
    );
    expect(cut.length).toBeGreaterThan(20);
    queuesUp(calls, 2);
  });
});

/** No more uses than places, each began in the order in which it was asked for, and none waits while a place is free. */
function queuesUp(calls: readonly CallRow[], places: number): void {
  const uses = calls
    .filter(({ role }) => role === 'tool')
    .map(({ arrivalSeconds: asked, queueSeconds, completionSeconds: end, hostSeconds }) => ({
      ...{ asked, end, began: asked + queueSeconds },
      hasBegun: hostSeconds > 0,
    }))
    .filter(({ hasBegun }) => hasBegun)
    .sort((a, b) => a.asked - b.asked);
  for (const [i, { began, asked }] of uses.entries()) {
    const before = uses[i - 1];
    if (before !== undefined && before.asked < asked - 1e-9)
      expect(began).toBeGreaterThanOrEqual(before.began - 1e-9);
    const middle = began + 1e-7;
    const running = uses.filter((each) => each.began < middle && each.end > middle).length;
    expect(running).toBeLessThanOrEqual(places);
    if (began - asked < 1e-6) continue;
    const earlier = began - 1e-7;
    const busy = uses.filter((each) => each.began < earlier && each.end > earlier).length;
    expect(busy).toBe(places);
  }
}

describe('a tool', () => {
  it('serves as many uses as it has places, in order, and says how many wait', () => {
    const time = { distribution: 'exponential', mean: '400ms' };
    const more = { ...toolsOf(time, 4), horizon: { requests: 300, warmup: 0 } };
    const { calls, totals, rows } = run({ ratePerSecond: 4, strategy: agent(3), more });
    queuesUp(calls, 4);
    const uses = calls.filter(({ role }) => role === 'tool');
    const [tool] = totals.window.tools!;
    const { endSeconds: end } = totals.window;
    const until = (from: number, to: number) => Math.max(0, Math.min(end, to) - from);
    let waiting = 0;
    let taken = 0;
    for (const { arrivalSeconds: asked, queueSeconds, completionSeconds } of uses) {
      waiting += until(asked, asked + queueSeconds);
      taken += until(asked + queueSeconds, completionSeconds);
    }
    expect(tool!.waitingSeconds).toBeCloseTo(waiting, 6);
    expect(tool!.takenPlaceSeconds).toBeCloseTo(taken, 6);
    expect(tool!.uses).toBe(uses.filter(({ arrivalSeconds }) => arrivalSeconds <= end).length);
    expect(waiting).toBeGreaterThan(100);
    for (const row of rows) expect(row.hostSeconds).toBeGreaterThan(0);
  });
});
