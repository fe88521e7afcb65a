import { TIE_SECONDS } from '../../kernel/lanes.ts';
import { addExchanged, Exchanged } from '../../physics/step-model.ts';
import type { Drawn } from '../power/port.ts';
import { field } from '../request-table.ts';
import type { BatchView } from './batch-view.ts';
import { savedJoules } from './saved-joules.ts';

/** Sums over the steps of one replica, as of some instant. */
export class ReplicaSums {
  busySeconds = 0;
  steps = 0;
  prefillJoules = 0;
  decodeJoules = 0;
  flops = 0;
  bytes = 0;
  /** ∫ sequences in the batch dt. */
  sequenceSeconds = 0;
  /** ∫ KV blocks in use dt; within a stretch by the trapezoid of its ends. */
  kvBlockSeconds = 0;
  /** With drafts: sequences that decoded, over all steps, and tokens that they made. */
  verifications = 0;
  verifiedTokens = 0;
  /** With a prefix cache: tokens of prompts that were scheduled for the first time, and those of them that were there. */
  queriedTokens = 0;
  foundTokens = 0;
  /** Cached tokens of sequences that were preempted and copied to host memory. */
  swappedTokens = 0;
  /** Of `foundTokens`, those that were read from the tiers below: host, drives, network. */
  readonly tierTokens = [0, 0, 0];
  /** Time that these take for all that they were asked for. */
  readonly tierSeconds = [0, 0, 0];
  /** What chips sent each other, and for how long, at the usual pace of steps. */
  readonly exchanged = new Exchanged();

  add(other: Readonly<ReplicaSums>): void {
    this.busySeconds += other.busySeconds;
    this.steps += other.steps;
    this.prefillJoules += other.prefillJoules;
    this.decodeJoules += other.decodeJoules;
    this.flops += other.flops;
    this.bytes += other.bytes;
    this.sequenceSeconds += other.sequenceSeconds;
    this.kvBlockSeconds += other.kvBlockSeconds;
    this.verifications += other.verifications;
    this.verifiedTokens += other.verifiedTokens;
    this.queriedTokens += other.queriedTokens;
    this.foundTokens += other.foundTokens;
    this.swappedTokens += other.swappedTokens;
    for (let i = 0; i < 3; i++) {
      this.tierTokens[i]! += other.tierTokens[i]!;
      this.tierSeconds[i]! += other.tierSeconds[i]!;
    }
    addExchanged(this.exchanged, other.exchanged);
  }
}

/**
 * Joules, time and dollars of a replica's steps. Booked once per stretch from closed forms, whatever the number of events it
 * was simulated in; shared joules and dollars reach sequences through running sums per sequence, read at join and leave.
 */
export class StepLedger {
  readonly sums = new ReplicaSums();
  /** What a second of the replica costs whoever rents it, in USD; 0 where nobody does. */
  readonly #usdPerSecond: number;
  /** Σ over steps of shared joules ÷ scheduled sequences: the difference of two readings is one sequence's share. */
  sharePerSequence = 0;
  /** The share of what was booked last. */
  lastShare = 0;
  /** Both likewise, of the dollars that the time of steps costs. */
  usdPerSequence = 0;
  lastUsd = 0;
  peakWatts = 0;

  constructor(usdPerSecond = 0) {
    this.#usdPerSecond = usdPerSecond;
  }

  /** A sequence begins to own its part of what is booked from now on. */
  join(rows: Float64Array, base: number): void {
    rows[base + field.shareAtJoin] = this.sharePerSequence;
    rows[base + field.usdAtJoin] = this.usdPerSequence;
  }

  /** Books `steps` steps with `kvBlocks` in use in the first and `kvBlocksEnd` in the last. */
  book(batch: BatchView, steps: number, kvBlocks: number, kvBlocksEnd: number): void {
    const { terms, stretch, decoding, prefilling, context } = batch;
    const seconds = stretch.seconds(steps);
    const scheduled = decoding + prefilling;
    const contextSteps = steps * context + decoding * ((steps * (steps - 1)) / 2);
    const spent = steps * terms.sharedJoules + terms.staticWatts * seconds;
    // A lower clock spares everybody the same: most of what a decode step spends is shared.
    const share = (spent - savedJoules(batch, 0, steps)) / scheduled;
    const sums = this.sums;
    const usd = (this.#usdPerSecond * batch.timeShare * seconds) / scheduled;
    // who pauses owns nothing of the step
    if (batch.paused === 0) this.sharePerSequence += share;
    if (batch.paused === 0) this.usdPerSequence += usd;
    this.lastShare = share;
    this.lastUsd = usd;
    sums.prefillJoules += prefilling * share + batch.chunkJoules;
    sums.decodeJoules +=
      decoding * (share + steps * terms.tokenJoules) + terms.contextJoules * contextSteps;
    sums.busySeconds += seconds;
    sums.steps += steps;
    sums.flops += steps * terms.flops + terms.flopsPerContext * contextSteps;
    sums.bytes += steps * terms.bytes + terms.bytesPerContext * contextSteps;
    addExchanged(sums.exchanged, terms, steps);
    sums.sequenceSeconds += (scheduled + batch.paused) * seconds;
    sums.kvBlockSeconds += ((kvBlocks + kvBlocksEnd) / 2) * seconds;
    this.notePeak(batch, 0);
    if (steps > 1) this.notePeak(batch, steps - 1);
  }

  /** Books the `part` of the step with index `step` that `elapsed` seconds are: it is lost, and what it took is not. */
  bookPart(
    batch: BatchView,
    step: number,
    elapsed: number,
    { part, sharedJoules }: { readonly part: number; readonly sharedJoules: number },
    kvBlocks: number,
  ): void {
    const { terms, decoding, prefilling } = batch;
    const scheduled = decoding + prefilling;
    const context = batch.context + decoding * step;
    const share = sharedJoules / scheduled;
    const sums = this.sums;
    sums.prefillJoules += prefilling * share + part * batch.chunkJoules;
    sums.decodeJoules +=
      decoding * (share + part * terms.tokenJoules) + part * terms.contextJoules * context;
    sums.busySeconds += elapsed;
    sums.steps++;
    sums.flops += part * (terms.flops + terms.flopsPerContext * context);
    sums.bytes += part * (terms.bytes + terms.bytesPerContext * context);
    addExchanged(sums.exchanged, terms, part);
    sums.sequenceSeconds += (scheduled + batch.paused) * elapsed;
    sums.kvBlockSeconds += kvBlocks * elapsed;
  }

  /** Adds to `sums` what was booked and, of the stretch in progress, what `elapsed` seconds since its anchor are. */
  sumsAfter(batch: BatchView, elapsed: number, kvBlocks: number, sums: ReplicaSums): void {
    sums.add(this.sums);
    // a step that starts at this very instant has not begun
    if (elapsed <= TIE_SECONDS) return;
    const { terms, stretch, decoding, prefilling, context } = batch;
    // of the step in progress, whose power is even, the share of its time that has passed
    const next = stretch.firstBoundaryAtOrAfter(stretch.anchor + elapsed - TIE_SECONDS);
    const whole = next - 1;
    const part = Math.min(1, (elapsed - stretch.seconds(whole)) / stretch.stepSeconds(whole));
    const steps = whole + part;
    const contextSteps = steps * context + decoding * ((whole * (whole - 1)) / 2 + part * whole);
    const saved = savedJoules(batch, 0, whole) + part * savedJoules(batch, whole, next);
    const shared = steps * terms.sharedJoules + terms.staticWatts * elapsed - saved;
    const prefillShare = prefilling / (decoding + prefilling);
    sums.prefillJoules += prefillShare * shared + steps * batch.chunkJoules;
    sums.decodeJoules +=
      (1 - prefillShare) * shared +
      steps * decoding * terms.tokenJoules +
      terms.contextJoules * contextSteps;
    sums.busySeconds += elapsed;
    sums.steps += next;
    sums.flops += steps * terms.flops + terms.flopsPerContext * contextSteps;
    sums.bytes += steps * terms.bytes + terms.bytesPerContext * contextSteps;
    addExchanged(sums.exchanged, terms, steps);
    sums.sequenceSeconds += (decoding + prefilling + batch.paused) * elapsed;
    sums.kvBlockSeconds += kvBlocks * elapsed;
  }

  /** Notes the average power of the stretch's step with index `step`. */
  notePeak(batch: BatchView, step: number): void {
    const watts = this.stepWatts(batch, step);
    if (watts > this.peakWatts) this.peakWatts = watts;
  }

  /** Power from the start of the stretch on: a line through that of its first step and of the last of `limit`. */
  drawn(batch: BatchView, limit: number): Drawn {
    const watts = this.stepWatts(batch, 0);
    const lasts = batch.stretch.seconds(limit);
    if (limit === 1) return { watts, slope: 0, lasts };
    const change = this.stepWatts(batch, limit - 1) - watts;
    return { watts, slope: change / batch.stretch.seconds(limit - 1), lasts };
  }

  /** Average power of the stretch's step with index `step`. */
  stepWatts(batch: BatchView, step: number): number {
    const { terms, stretch, decoding } = batch;
    const context = batch.context + decoding * step;
    const joules =
      terms.sharedJoules +
      terms.ownShare * (decoding * terms.tokenJoules) +
      terms.ownShare * (terms.contextJoules * context) +
      batch.chunkJoules;
    const wanted = terms.staticWatts + joules / stretch.stepSeconds(step);
    return Math.min(wanted, terms.limitWatts);
  }
}
