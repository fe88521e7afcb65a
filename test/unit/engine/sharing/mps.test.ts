import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mps } from '../../../../src/engine/sharing/mps.ts';
import { StepsOnChip } from '../../../../src/engine/sharing/steps-on-chip.ts';
import type { ChipDemand } from '../../../../src/physics/chip-demand.ts';
import { fairRates } from '../../../../src/physics/chip-demand.ts';

function rates(demands: readonly ChipDemand[], most = demands.map(() => 1)): number[] {
  const users = demands.map((demand, i) => ({ demand, most: most[i]! }));
  const rates = fairRates(users);
  return users.map((user) => rates.get(user)!);
}

const memoryBound: ChipDemand = { compute: 0.2, memory: 1, power: 0 };
const computeBound: ChipDemand = { compute: 1, memory: 0.2, power: 0 };
const share = fc.double({ min: 0, max: 1, noNaN: true });
const demand = fc.record({ compute: share, memory: share, power: share });

/** Seconds of one of many steps in a row, of each of processes that are always busy with 10 ms on the chip. */
function stepSeconds(demands: readonly ChipDemand[], threads: readonly number[]): number[] {
  const chip = new StepsOnChip(demands.length, new Mps(threads));
  const begin = (i: number) =>
    chip.begin(i, { hostSeconds: 0, chipSeconds: 0.01, demand: demands[i]! }, chip.now);
  const steps = demands.map(() => 0);
  const ends = demands.map(() => 0);
  for (const i of demands.keys()) begin(i);
  chip.arbitrate(0);
  while (chip.now < 10) {
    const over = chip.advance();
    for (const i of over) {
      steps[i]!++;
      ends[i] = chip.now;
      chip.end(i);
      begin(i);
    }
    if (over.length > 0) chip.arbitrate(chip.now);
  }
  return steps.map((count, i) => ends[i]! / count);
}

describe('processes that are always busy', () => {
  const all = [1, 1];

  it('take twice as long beside one that needs the same, and less beside one that needs something else', () => {
    for (const s of stepSeconds([memoryBound, memoryBound], all)) expect(s).toBeCloseTo(0.02, 4);
    for (const s of stepSeconds([memoryBound, computeBound], all)) expect(s).toBeCloseTo(0.012, 4);
    expect(stepSeconds([memoryBound], [1])[0]).toBeCloseTo(0.01, 4);
  });

  it('take 1 ÷ share as long on a share of the threads where multiplications bound them, and leave the rest', () => {
    const [few, many] = stepSeconds([computeBound, computeBound], [0.25, 1]);
    expect(few).toBeCloseTo(0.04, 4);
    expect(many).toBeCloseTo(0.01 / 0.75, 4);
    expect(stepSeconds([memoryBound], [0.25])[0]).toBeCloseTo(0.01, 4);
  });
});

describe('parts of a chip that several processes use at once', () => {
  it('are all there for one who is alone', () => {
    expect(rates([memoryBound])).toEqual([1]);
  });

  it('are halved where both need the same one', () => {
    expect(rates([memoryBound, memoryBound])).toEqual([0.5, 0.5]);
    expect(rates([computeBound, computeBound, computeBound])).toEqual([1 / 3, 1 / 3, 1 / 3]);
  });

  it('carry more where needs differ', () => {
    for (const rate of rates([memoryBound, computeBound])) expect(rate).toBeCloseTo(1 / 1.2, 12);
  });

  it('leave the rest to those who need no part that is full', () => {
    const small: ChipDemand = { compute: 0.3, memory: 0, power: 0 };
    expect(rates([memoryBound, memoryBound, small])).toEqual([0.5, 0.5, 1]);
  });

  it('are bounded by shares of the threads, even alone', () => {
    expect(rates([computeBound], [0.25])).toEqual([0.25]);
    const [slow, fast] = rates([computeBound, computeBound], [0.25, 1]);
    expect(slow).toBe(0.25);
    expect(fast).toBeCloseTo(0.75, 12);
  });

  it('are never asked for more than there is, and given out until something is full', () => {
    fc.assert(
      fc.property(fc.array(demand, { minLength: 1, maxLength: 6 }), (demands) => {
        const got = rates(demands);
        const parts = ['compute', 'memory', 'power'] as const;
        const used = parts.map((part) =>
          demands.reduce((sum, each, i) => sum + got[i]! * each[part], 0),
        );
        for (const each of used) expect(each).toBeLessThanOrEqual(1 + 1e-9);
        for (const [i, rate] of got.entries()) {
          expect(rate).toBeGreaterThan(0);
          if (rate >= 1) continue;
          const isHeld = parts.some((part, k) => demands[i]![part] > 0 && used[k]! > 1 - 1e-6);
          expect(isHeld).toBe(true);
        }
      }),
    );
  });
});
