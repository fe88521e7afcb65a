import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Flow, Flows } from '../../../../src/engine/fabric/flows.ts';
import type { FabricLink } from '../../../../src/physics/fabric/graph.ts';

const NEVER = Number.POSITIVE_INFINITY;

const link = (bytesPerSecond: number): FabricLink => ({
  name: 'l',
  kind: 'trunk',
  bytesPerSecond,
  latencySeconds: 0,
  joulesPerBit: 1,
  idleWatts: 0,
});

const flow = (path: readonly number[], bytes: number, seconds: number, request = 0): Flow => ({
  path,
  mostBytesPerSecond: NEVER,
  request,
  leftBytes: bytes,
  bytesPerSecond: 0,
  sinceSeconds: seconds,
  endSeconds: NEVER,
  joulesPerByte: 0,
});

/** Lets flows start when they are due, and names their ends. */
function play(links: readonly FabricLink[], due: readonly (readonly [number, Flow])[]) {
  const flows = new Flows(links);
  const ends = new Map<Flow, number>();
  const waiting = [...due].sort(([a], [b]) => a - b);
  for (;;) {
    const next = waiting[0]?.[0] ?? NEVER;
    if (flows.nextSeconds <= next) {
      if (flows.nextSeconds === NEVER) return { flows, ends };
      const seconds = flows.nextSeconds;
      for (const ended of flows.end(seconds)) ends.set(ended, seconds);
    } else {
      const [seconds, own] = waiting.shift()!;
      flows.start([own], seconds);
    }
  }
}

describe('flows', () => {
  it('share a link while they are on it together: the second takes over what the first leaves', () => {
    // alone until 1 s, half each until 5 s, alone again until 7 s
    const [a, b] = [flow([0], 30, 0), flow([0], 40, 1)];
    const { ends, flows } = play(
      [link(10)],
      [
        [0, a],
        [1, b],
      ],
    );
    expect(ends.get(a)).toBeCloseTo(5, 12);
    expect(ends.get(b)).toBeCloseTo(7, 12);
    expect(flows.bytes[0]).toBeCloseTo(70, 12);
    expect(flows.fullSeconds(0, 7)).toBeCloseTo(7, 12);
    expect(flows.joulesAt(9)).toBeCloseTo(8 * 70, 9);
  });

  it('stand still on a link that is down, and go on when it is back', () => {
    const flows = new Flows([link(10)]);
    const own = flow([0], 30, 0);
    flows.start([own], 0);
    flows.setDown([0], true, 1, ({ path }) => path);
    expect(flows.nextSeconds).toBe(NEVER);
    expect(flows.joulesAt(4)).toBeCloseTo(80, 9);
    flows.setDown([0], false, 5, ({ path }) => path);
    expect(flows.nextSeconds).toBeCloseTo(7, 12);
  });

  it('bring to every link of their paths what they brought to the first, whenever they start', () => {
    const anyDue = fc.array(
      fc.record({
        path: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 }),
        bytes: fc.double({ min: 1, max: 100, noNaN: true }),
        at: fc.double({ min: 0, max: 20, noNaN: true }),
      }),
      { minLength: 1, maxLength: 15 },
    );
    fc.assert(
      fc.property(anyDue, (drawn) => {
        const due = drawn.map(({ path, bytes, at }) => [at, flow(path, bytes, at)] as const);
        const { flows, ends } = play([1, 2, 3, 5, 8, 13].map(link), due);
        for (let each = 0; each < 6; each++) {
          const sent = drawn.reduce(
            (sum, { path, bytes }) => sum + (path.includes(each) ? bytes : 0),
            0,
          );
          expect(Math.abs(flows.bytes[each]! - sent)).toBeLessThan(1e-6);
        }
        for (const [i, [at, own]] of due.entries()) {
          const { path, bytes } = drawn[i]!;
          const widest = Math.min(...path.map((each) => [1, 2, 3, 5, 8, 13][each]!));
          expect(ends.get(own)! - at).toBeGreaterThan(bytes / widest - 1e-6);
        }
      }),
      { numRuns: 100 },
    );
  });
});
