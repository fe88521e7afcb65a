import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerCaps } from '../../src/policy/power-cap/index.ts';
import type {
  BudgetView,
  PowerCapDefinition,
  PowerLevel,
} from '../../src/policy/power-cap/port.ts';

const watts = (min: number, max: number) => fc.integer({ min, max });
const anyMember = fc.record({
  boards: watts(1, 8),
  watts: watts(75, 700),
  boardWatts: fc.constant(700),
  idleWatts: fc.constant(75),
  leastWatts: fc.constant(190),
  priority: fc.nat(2),
});
const anyView: fc.Arbitrary<BudgetView> = fc
  .record({
    members: fc.array(anyMember, { minLength: 1, maxLength: 10 }),
    share: fc.integer({ min: 40, max: 99 }),
    level: fc.constantFrom<PowerLevel>(0, 1, 2, 3),
  })
  .map(({ members, share, level }) => {
    const most = members.reduce((sum, { boards, boardWatts }) => sum + boards * boardWatts, 0);
    return { members, level, low: 0.8, high: 0.89, limitWatts: (most * share) / 100 };
  });

const policies = Object.entries<PowerCapDefinition>(powerCaps);

describe.each(policies)('the power governor %s', (_, policy) => {
  it('orders something of every member, of clocks that a board has and of caps that it can keep', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const orders = policy.orders(view);
        expect(orders).toHaveLength(view.members.length);
        for (const [i, { promptClock, decodeClock, capWatts }] of orders.entries()) {
          for (const clock of [promptClock, decodeClock]) {
            expect(clock).toBeGreaterThan(0.106);
            expect(clock).toBeLessThanOrEqual(1);
          }
          if (policy.standing !== true) {
            expect(capWatts).toBeGreaterThanOrEqual(view.members[i]!.leastWatts);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('lets everybody go below all thresholds, unless its orders stand', () => {
    if (policy.standing === true) return;
    fc.assert(
      fc.property(anyView, (view) => {
        for (const order of policy.orders({ ...view, level: 0 })) {
          expect(order).toEqual({ promptClock: 1, decodeClock: 1, capWatts: Infinity });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('slows nobody down less at a higher level, and knows no more than its view', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const at = (level: PowerLevel) => policy.orders({ ...view, level });
        for (const level of [1, 2, 3] as const) {
          const below = at((level - 1) as PowerLevel);
          for (const [i, order] of at(level).entries()) {
            expect(order.promptClock).toBeLessThanOrEqual(below[i]!.promptClock);
            expect(order.decodeClock).toBeLessThanOrEqual(below[i]!.decodeClock);
            expect(order.capWatts).toBeLessThanOrEqual(below[i]!.capWatts);
          }
        }
        expect(policy.orders(view)).toEqual(policy.orders(view));
      }),
      { numRuns: 30 },
    );
  });
});

describe('governors that deal in caps', () => {
  it('deal out no more than the limit, but for what boards need at least', () => {
    fc.assert(
      fc.property(anyView, (view) => {
        for (const policy of [powerCaps.static, powerCaps.proportional]) {
          const orders = policy.orders({ ...view, level: 2 });
          const dealt = view.members.reduce((sum, member, i) => {
            const { capWatts } = orders[i]!;
            return sum + member.boards * (capWatts > member.leastWatts ? capWatts : 0);
          }, 0);
          if (orders.every(({ capWatts }) => capWatts === Infinity)) continue;
          expect(dealt).toBeLessThanOrEqual(view.limitWatts * (1 + 1e-9));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('spare the highest priority first', () => {
    const member = { boards: 1, watts: 500, boardWatts: 700, idleWatts: 75, leastWatts: 190 };
    const members = [0, 5].map((priority) => ({ ...member, priority }));
    const at = (level: PowerLevel) =>
      powerCaps['priority-aware'].orders({
        limitWatts: 1000,
        low: 0.8,
        high: 0.89,
        members,
        level,
      });
    expect(at(1)[0]!.decodeClock).toBeLessThan(1);
    expect(at(1)[0]!.promptClock).toBe(1);
    expect(at(1)[1]).toEqual({ promptClock: 1, decodeClock: 1, capWatts: Infinity });
    expect(at(2)[0]!.promptClock).toBeLessThan(at(2)[1]!.promptClock);
  });
});
