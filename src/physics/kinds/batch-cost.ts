import type { Bytes, Flops, Joules, Seconds, Watts } from '../../base/units.ts';
import type { Accelerator, Dtype, Link } from '../data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, computeDtype } from '../dtype.ts';
import { isFree, type WithIdeal } from '../ideal.ts';
import {
  atClock,
  awakeAt,
  highestClock,
  idleWatts,
  leastCapWatts,
  type PowerSetting,
  sharesOf,
  unlimited,
} from '../power.ts';
import { awakeShares, batchJoules } from './batch-energy.ts';
import type { JobSize } from './one-shot-facts.ts';
import type { OneShotProfile } from './one-shot-profile.ts';
import type { OneShotShape } from './one-shot-shape.ts';
import type { Part } from './part.ts';
import { stageExchange } from './stage-exchange.ts';
import type { Stage } from './stages.ts';

/** What the cost of a batch is made from. */
export interface OneShotInput extends WithIdeal {
  readonly accelerator: Accelerator;
  /** The link between the chips of one node; not read when the replica is one chip. */
  readonly link: Link;
  readonly shape: OneShotShape;
  readonly job: JobSize;
  readonly profile: OneShotProfile;
  /** Chips that share each item's tokens, in rings of `ring` chips; the rings exchange attention heads (Ulysses). */
  readonly chips: number;
  readonly ring: number;
  /** Items in a batch at most, where a request asks for several; null: every request is one. */
  readonly maxBatchItems: number | null;
  readonly weights: Dtype;
  readonly activations: Dtype;
  /** Cap and locked clock of the boards; absent where neither is set. */
  readonly power?: PowerSetting;
}

/** Time of one stage, or of the host, in a batch. */
export interface BatchTerm {
  readonly name: string;
  readonly seconds: Seconds;
  readonly bound: 'compute' | 'bandwidth' | 'link' | 'host' | 'power';
  readonly flops: Flops;
  readonly bytes: Bytes;
}

export interface BatchCost {
  readonly seconds: Seconds;
  readonly joules: Joules;
  readonly flops: Flops;
  readonly bytes: Bytes;
  /** Of its seconds, those in which chips exchange; and what all of them send. */
  readonly exchangeSeconds: Seconds;
  readonly exchangedBytes: Bytes;
  /** They add up to the seconds. */
  readonly terms: readonly BatchTerm[];
  /** At which its chips run, as a share of the highest. */
  readonly clock: number;
}

/**
 * Time that formats below 16 bits lose beside the multiplications, relative to 16-bit ones: as fitted to GEMMs for
 * decoder-only models (operator.ts).
 */
const narrowLoss = 3.4;

/** Chips of this year and later have tensor units that today's kernels of these engines do not address as such. */
const newerYear = 2024;

/** Share of the peak that a part reaches on this chip. */
export function partEfficiency(input: OneShotInput, part: Part, dtype: Dtype): number {
  const { profile, accelerator } = input;
  const newer = accelerator.year >= newerYear ? profile.newerChipShare : 1;
  if (part.class === 'attention') return newer * profile.attentionEfficiency;
  const own =
    part.class === 'convolution' ? profile.convolutionEfficiency : profile.productEfficiency;
  return newer / (1 + (1 / own - 1) * (bytesPerElement(dtype) < 2 ? narrowLoss : 1));
}

/** Formats of a stage: decoders and text encoders are not quantised with the main network. */
function formatsOf({ weights, activations }: OneShotInput, { dtype }: Stage) {
  if (dtype === 'pool') return { weights, activations };
  const own = dtype === 'tf32' ? 'tf32' : bytesPerElement(weights) >= 2 ? weights : 'bf16';
  return { weights: own, activations: own } as const;
}

interface Sums {
  compute: Seconds;
  memory: Seconds;
  launches: number;
  /** Of all chips. */
  flops: Flops;
  bytes: Bytes;
  /** Seconds that the FLOPs would take at the peak of their format, summed over chips. */
  peak: Seconds;
}

/**
 * Seconds and joules of one batch of `batch` items that `requests` requests ask for, stage after stage. A pass through a stage lasts
 *
 *     max(launches × launchSeconds, Σ parts max(FLOPs ÷ (peak·η), bytes ÷ (bandwidth·η)) + exchanges between chips)
 *
 * at the highest clock at which its mean power keeps its boards' limit, or their cap where that is lower (power.ts):
 * multipliers slow down with the clock, host and links do not, and joules fall with the voltage.
 *
 * An operator that writes n values costs as many as n + fillValues: a chip needs so many at once to fill half its units.
 * Weights are read once per pass. Chips that share an item's tokens
 * (sequence parallelism) exchange heads and tokens before and after each attention: per chip 4·(u−1)/u of its part of the
 * stream over groups of u chips (Jacobs et al., "DeepSpeed Ulysses", arXiv 2309.14509), and in a ring of r chips the keys
 * and values r − 1 times (Liu et al., "Ring Attention", arXiv 2310.01889; both together in xDiT, arXiv 2411.01738).
 * Stages that are not shared run on one chip while the others wait.
 */
export function batchCost(
  input: OneShotInput,
  stages: readonly Stage[],
  batch: number,
  requests = batch,
): BatchCost {
  const { profile } = input;
  const passed = stages.map((stage) => stageCost(input, stage, batch));
  const host = profile.hostSecondsPerBatch + profile.hostSecondsPerItem * requests;
  if (host > 0) passed.push(hostCost(input, host));
  const terms = passed.map(({ name, seconds, bound, flops, bytes }) => ({
    name,
    seconds,
    bound,
    flops,
    bytes,
  }));
  const sum = (of: (cost: StageCost) => number) =>
    passed.reduce((total, each) => total + of(each), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    joules: sum(({ joules }) => joules),
    flops: sum(({ flops }) => flops),
    bytes: sum(({ bytes }) => bytes),
    exchangeSeconds: sum((cost) => cost.exchangeSeconds),
    exchangedBytes: sum((cost) => cost.exchangedBytes),
    terms,
    clock: passed.reduce((least, each) => Math.min(least, each.clock), 1),
  };
}

/** What a chip at work on batches needs at its lowest clock; no lower cap can be kept. */
export function leastBatchCapWatts(accelerator: Accelerator, profile: OneShotProfile): Watts {
  const { memory, compute, sampling } = sharesOf(accelerator);
  const power = { ...awakeShares(accelerator, profile), memory, compute, sampling };
  return leastCapWatts({ ...accelerator, power });
}

/** All passes through a stage. */
interface StageCost
  extends BatchTerm,
    Pick<BatchCost, 'joules' | 'clock' | 'exchangeSeconds' | 'exchangedBytes'> {}

/** What all chips do while they wait. */
const nothing = { peak: 0, bytes: 0, kernels: 0 } as const;

function hostCost(
  { accelerator, profile, chips, power = unlimited }: OneShotInput,
  seconds: Seconds,
): StageCost {
  const { clock } = power;
  const joules = batchJoules(accelerator, profile, nothing, chips, seconds, clock);
  const moved = { bytes: 0, exchangedBytes: 0, exchangeSeconds: 0 };
  return { name: 'host', seconds, bound: 'host', flops: 0, ...moved, joules, clock };
}

/**
 * All passes through a stage, at the highest clock up to the locked one at which the mean power of the boards at work
 * keeps their limit. What exceeds it at the lowest clock, where it waits for its host, is stretched.
 */
function stageCost(input: OneShotInput, stage: Stage, batch: number): StageCost {
  const { accelerator, profile, power = unlimited } = input;
  const chips = stage.shared ? input.chips : 1;
  const limit = chips * Math.min(power.capWatts, accelerator.boardWatts);
  const at = (clock: number) => stageAt(input, stage, batch, chips, clock);
  const fits = ({ joules, seconds }: StageCost) => joules <= limit * seconds;
  const free = at(power.clock);
  const kept = fits(free) ? free : at(highestClock((clock) => fits(at(clock)), power.clock));
  const held = fits(kept) ? kept : stretched(kept, limit, chips * awakeOnly(input, kept.clock));
  const { seconds, clock } = held;
  const waiting = input.chips - chips;
  const beside = batchJoules(accelerator, profile, nothing, waiting, seconds, clock);
  const bound = seconds > free.seconds ? 'power' : held.bound;
  return { ...held, bound, joules: held.joules + beside };
}

/** A stage that draws `limit` for as long as it takes, `resting` of it whether it works or not. */
function stretched(cost: StageCost, limit: Watts, resting: Watts): StageCost {
  const seconds = (cost.joules - resting * cost.seconds) / (limit - resting);
  return { ...cost, seconds, joules: limit * seconds };
}

/** Watts of a chip that runs kernels which neither multiply nor move anything. */
function awakeOnly({ accelerator, profile }: OneShotInput, clock: number): Watts {
  const { boardWatts } = accelerator;
  const idle = idleWatts(accelerator);
  const { awake, fixed } = awakeShares(accelerator, profile);
  return idle + awakeAt(awake, clock, fixed) * (boardWatts - idle);
}

/** All passes through a stage on its `chips` chips, at a clock. */
function stageAt(
  unclocked: OneShotInput,
  stage: Stage,
  batch: number,
  chips: number,
  clock: number,
): StageCost {
  const { accelerator, profile, power } = unclocked;
  const clocked = atClock(accelerator, clock, power?.memoryShare);
  const input = { ...unclocked, accelerator: clocked };
  const { passes, name } = stage;
  const sums = stageSums(input, stage, batch);
  const { compute, memory } = sums;
  const exchange = stageExchange(input, stage, batch);
  const host = sums.launches * profile.launchSeconds;
  const chip = compute + memory + exchange.seconds;
  const longer = compute >= memory ? 'compute' : 'bandwidth';
  const bound =
    host > chip ? 'host' : exchange.seconds > Math.max(compute, memory) ? 'link' : longer;
  const seconds = passes * Math.max(host, chip);
  const flops = passes * sums.flops;
  const bytes = passes * sums.bytes;
  // What is left of the peak at a clock does the same work in more time.
  const peak = passes * sums.peak * clock;
  const work = { peak, bytes, kernels: passes * chips * (compute + memory) };
  const joules = batchJoules(accelerator, profile, work, chips, seconds, clock);
  const exchanged = {
    exchangeSeconds: exchange.bytes > 0 ? passes * exchange.seconds : 0,
    exchangedBytes: passes * exchange.bytes,
  };
  return { name, seconds, bound, flops, bytes, joules, clock, ...exchanged };
}

/** One pass of a stage: time by what bounds its parts, on one chip; work over all chips. */
function stageSums(input: OneShotInput, stage: Stage, batch: number): Sums {
  const { profile, accelerator } = input;
  const { weights, activations } = formatsOf(input, stage);
  const sums: Sums = { compute: 0, memory: 0, launches: 0, flops: 0, bytes: 0, peak: 0 };
  const chips = stage.shared ? input.chips : 1;
  for (const part of stage.parts) {
    const items = (batch * stage.copies) / (part.replicated ? 1 : chips);
    const share = part.class === 'pass' ? profile.passShare : 1;
    // attention and the passes between products stay in 16 bits; rows are looked up as the weights are kept
    const narrow = part.class === 'product' || part.class === 'convolution';
    const width =
      part.class === 'gather'
        ? bytesPerElement(weights)
        : narrow
          ? bytesPerElement(activations)
          : activationBytesPerElement(activations);
    const moved = isFree(input, 'memory') ? 0 : share;
    const bytes = moved * (part.weights * bytesPerElement(weights) + part.elements * items * width);
    const reached = part.class === 'gather' ? profile.gatherEfficiency : profile.memoryEfficiency;
    const memory = bytes / (accelerator.memoryBandwidth * reached);
    const rows = part.rows * items;
    let compute = 0;
    if (part.flopsPerRow > 0) {
      const wide = bytesPerElement(activations) < 2 ? 'bf16' : activations;
      const format = narrow
        ? computeDtype(accelerator, weights, activations)
        : computeDtype(accelerator, wide, wide);
      const dtype = format?.dtype ?? 'fp32';
      const peak = accelerator.peak[dtype] ?? 0;
      const efficiency = partEfficiency(input, part, dtype);
      const padded = rows + profile.fillValues / part.columns;
      compute = (part.padding * part.flopsPerRow * padded) / (peak * efficiency);
      sums.peak += (chips * part.repeats * part.flopsPerRow * rows) / peak;
    }
    if (compute >= memory) sums.compute += part.repeats * compute;
    else sums.memory += part.repeats * memory;
    sums.launches += share * part.repeats;
    sums.flops += chips * part.repeats * part.flopsPerRow * rows;
    sums.bytes += chips * part.repeats * bytes;
  }
  return sums;
}
