import { assert } from '../base/assert.ts';
import type { Bytes, Seconds } from '../base/units.ts';

/** One way to run a collective. On m bytes it lasts fixed + s + √(ramp·s), with s = m × secondsPerByte. */
export interface CollectiveLine {
  readonly name: 'one-shot' | 'two-shot' | 'ring' | 'tree' | 'in-switch' | 'pairwise' | 'send';
  readonly fixedSeconds: Seconds;
  readonly secondsPerByte: number;
  readonly rampSeconds: Seconds;
  /** Bytes that one chip sends per byte of the message. */
  readonly sentPerByte: number;
  /** Only for messages below this. */
  readonly belowBytes: Bytes;
}

/** A part of a collective: the ways to run it, of which the quickest is taken, on a share of the message. */
export interface CollectivePhase {
  readonly where: 'link' | 'fabric';
  readonly share: number;
  readonly lines: readonly CollectiveLine[];
}

/** A collective of a group: one phase inside a node, up to three across nodes, one after the other. */
export type CollectivePlan = readonly CollectivePhase[];

/** The quickest way for one message of those that take it; the first of equals. */
export function quickest(lines: readonly CollectiveLine[], messageBytes: Bytes): CollectiveLine {
  let best: CollectiveLine | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    if (messageBytes >= line.belowBytes) continue;
    const seconds = lineSeconds(line, messageBytes);
    if (seconds < least) {
      best = line;
      least = seconds;
    }
  }
  assert(best !== undefined, 'a collective has no way to run');
  return best;
}

/** Seconds of one way on a message of `messageBytes`. */
export function lineSeconds(line: CollectiveLine, messageBytes: Bytes): Seconds {
  const moving = line.secondsPerByte * messageBytes;
  return line.fixedSeconds + moving + Math.sqrt(line.rampSeconds * moving);
}

/** Seconds of a collective on `messageBytes`; 0 for a single chip. */
export function planSeconds(plan: CollectivePlan, messageBytes: Bytes): Seconds {
  let seconds = 0;
  for (const { share, lines } of plan) {
    const bytes = share * messageBytes;
    seconds += lineSeconds(quickest(lines, bytes), bytes);
  }
  return seconds;
}

/** What one collective comes to: its time, and what each chip sends for it; of both, the part between nodes. */
export interface PlanCost {
  seconds: Seconds;
  sentBytes: Bytes;
  acrossSeconds: Seconds;
  acrossBytes: Bytes;
}

/** Fills `cost` with a collective on `messageBytes`; all 0 for a single chip. */
export function fillPlanCost(plan: CollectivePlan, messageBytes: Bytes, cost: PlanCost): void {
  cost.seconds = 0;
  cost.sentBytes = 0;
  cost.acrossSeconds = 0;
  cost.acrossBytes = 0;
  for (const { where, share, lines } of plan) {
    const bytes = share * messageBytes;
    const line = quickest(lines, bytes);
    const seconds = lineSeconds(line, bytes);
    const sent = line.sentPerByte * bytes;
    cost.seconds += seconds;
    cost.sentBytes += sent;
    if (where === 'link') continue;
    cost.acrossSeconds += seconds;
    cost.acrossBytes += sent;
  }
}

/** Bytes that each chip of the group sends for a collective on `messageBytes`, over links and fabric. */
export function planSentBytes(plan: CollectivePlan, messageBytes: Bytes): Bytes {
  let sent = 0;
  for (const { share, lines } of plan) {
    const bytes = share * messageBytes;
    sent += quickest(lines, bytes).sentPerByte * bytes;
  }
  return sent;
}

/** The ways that a plan takes on `messageBytes`, in order: `ring`, or `ring + tree (fabric) + ring`. */
export function planName(plan: CollectivePlan, messageBytes: Bytes): string {
  const names = plan.map(({ where, share, lines }) => {
    const { name } = quickest(lines, share * messageBytes);
    return where === 'fabric' ? `${name} (fabric)` : name;
  });
  return names.join(' + ');
}
