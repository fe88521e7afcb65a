import type { Bytes, Flops, Joules, Seconds, Watts } from '../../base/units.ts';
import type { Accelerator, Dtype, Link } from '../data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, computeDtype } from '../dtype.ts';
import {
  atClock,
  highestClock,
  leastCapWatts,
  type PowerSetting,
  sharesOf,
  unlimited,
} from '../power.ts';
import { awakeShare, type BatchWork, batchJoules, limitedSeconds } from './batch-energy.ts';
import type { JobSize } from './one-shot-facts.ts';
import type { OneShotProfile } from './one-shot-profile.ts';
import type { OneShotShape } from './one-shot-shape.ts';
import type { Part } from './part.ts';
import type { Stage } from './stages.ts';

/** What the cost of a batch is made from. */
export interface OneShotInput {
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
 * and no shorter than its joules need at the board's limit (batch-energy.ts).
 *
 * An operator that writes n values costs as many as n + fillValues: a chip needs so many at once to fill half its units.
 * Weights are read once per pass. Chips that share an item's tokens
 * (sequence parallelism) exchange heads and tokens before and after each attention: per chip 4·(u−1)/u of its part of the
 * stream over groups of u chips (Jacobs et al., "DeepSpeed Ulysses", arXiv 2309.14509), and in a ring of r chips the keys
 * and values r − 1 times (Liu et al., "Ring Attention", arXiv 2310.01889; both together in xDiT, arXiv 2411.01738).
 * Stages that are not shared run on one chip while the others wait.
 *
 * Under a cap the whole batch runs at the highest clock at which its mean power stays below it (power.ts): multipliers
 * slow down with the clock, host and links do not.
 */
export function batchCost(
  input: OneShotInput,
  stages: readonly Stage[],
  batch: number,
  requests = batch,
): BatchCost {
  const { power = unlimited, chips, accelerator, profile } = input;
  const full = batchWork(input, stages, batch, requests, 1);
  const at = (clock: number): BatchCost => {
    const timed = clock === 1 ? full : batchWork(input, stages, batch, requests, clock);
    const { seconds, flops, bytes, terms } = timed;
    const joules = batchJoules(accelerator, profile, timed, chips, seconds, clock);
    return { seconds, joules, flops, bytes, terms, clock };
  };
  const capWatts = power.capWatts * chips;
  const fits = ({ joules, seconds }: BatchCost) => joules <= capWatts * seconds;
  const cost = at(
    capWatts < accelerator.boardWatts * chips
      ? highestClock((clock) => fits(at(clock)), power.clock)
      : power.clock,
  );
  if (fits(cost)) return cost;
  // A batch that waits for its host keeps its power at the lowest clock: it is stretched.
  const nothing = { peak: 0, bytes: 0, kernels: chips };
  const awake = batchJoules(accelerator, profile, nothing, chips, 1, cost.clock);
  const seconds = (cost.joules - awake * cost.seconds) / (capWatts - awake);
  const pause = { seconds: seconds - cost.seconds, bound: 'power', flops: 0, bytes: 0 } as const;
  const terms = [...cost.terms, { name: 'waits for its cap', ...pause }];
  return { ...cost, seconds, joules: capWatts * seconds, terms };
}

/** What a chip at work on batches needs at its lowest clock; no lower cap can be kept. */
export function leastBatchCapWatts(accelerator: Accelerator, profile: OneShotProfile): Watts {
  const { memory, compute, sampling } = sharesOf(accelerator);
  const power = { awake: awakeShare(accelerator, profile), memory, compute, sampling };
  return leastCapWatts({ ...accelerator, power });
}

/** A batch's time and work at a clock. */
interface TimedWork extends Omit<BatchCost, 'joules' | 'clock'>, BatchWork {}

function batchWork(
  unclocked: OneShotInput,
  stages: readonly Stage[],
  batch: number,
  requests: number,
  clock: number,
): TimedWork {
  const input = { ...unclocked, accelerator: atClock(unclocked.accelerator, clock) };
  const { accelerator, profile } = unclocked;
  const terms: BatchTerm[] = [];
  const total = { flops: 0, bytes: 0, peak: 0, kernels: 0 };
  for (const stage of stages) {
    const sums = stageSums(input, stage, batch);
    // What is left of the peak at a clock does the same work in more time.
    sums.peak *= clock;
    const exchange = exchangeSeconds(input, stage, batch);
    const chips = stage.shared ? input.chips : 1;
    const running = sums.compute + sums.memory;
    const limited = limitedSeconds(accelerator, profile, { ...sums, kernels: 0 }, chips);
    const chip = Math.max(running, limited) + exchange;
    const host = sums.launches * profile.launchSeconds;
    const bound =
      host > chip
        ? 'host'
        : limited > Math.max(running, exchange)
          ? 'power'
          : exchange > Math.max(sums.compute, sums.memory)
            ? 'link'
            : sums.compute >= sums.memory
              ? 'compute'
              : 'bandwidth';
    const seconds = stage.passes * Math.max(host, chip);
    const flops = stage.passes * sums.flops;
    const bytes = stage.passes * sums.bytes;
    terms.push({ name: stage.name, seconds, bound, flops, bytes });
    total.flops += flops;
    total.bytes += bytes;
    total.peak += stage.passes * sums.peak;
    total.kernels += stage.passes * chips * Math.max(running, limited);
  }
  const host = profile.hostSecondsPerBatch + profile.hostSecondsPerItem * requests;
  if (host > 0) terms.push({ name: 'host', seconds: host, bound: 'host', flops: 0, bytes: 0 });
  return { ...total, seconds: terms.reduce((sum, term) => sum + term.seconds, 0), terms };
}

/** One pass of a stage: time by what bounds its parts, on one chip; work over all chips. */
function stageSums(input: OneShotInput, stage: Stage, batch: number): Sums {
  const { profile, accelerator } = input;
  const { weights, activations } = formatsOf(input, stage);
  const sums: Sums = { compute: 0, memory: 0, launches: 0, flops: 0, bytes: 0, peak: 0 };
  const chips = stage.shared ? input.chips : 1;
  for (const part of stage.parts) {
    const items = (batch * stage.copies) / (part.replicated ? 1 : chips);
    const share = part.class === 'pass' ? profile.unfusedShare : 1;
    // attention and the passes between products stay in 16 bits; rows are looked up as the weights are kept
    const narrow = part.class === 'product' || part.class === 'convolution';
    const width =
      part.class === 'gather'
        ? bytesPerElement(weights)
        : narrow
          ? bytesPerElement(activations)
          : activationBytesPerElement(activations);
    const bytes = share * (part.weights * bytesPerElement(weights) + part.elements * items * width);
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

/** Seconds per pass that the chips exchange tokens, heads, keys and values. */
function exchangeSeconds(input: OneShotInput, stage: Stage, batch: number): Seconds {
  const { chips, ring, link, profile, accelerator, activations } = input;
  if (!stage.shared || chips === 1) return 0;
  const width = activationBytesPerElement(activations);
  const items = batch * stage.copies;
  const ownBytes = (items * stage.exchangedTokens * stage.exchangedWidth * width) / chips;
  const group = chips / ring;
  const bandwidth = accelerator.memoryBandwidth * profile.memoryEfficiency;
  let seconds = (profile.exchangePasses * 2 * ownBytes) / bandwidth;
  if (group > 1) {
    seconds +=
      stage.exchangeMoves *
      (link.alphaSeconds + (((group - 1) / group) * ownBytes) / link.bandwidth);
  }
  seconds += (ring - 1) * (profile.ringSeconds + (2 * ownBytes) / link.bandwidth);
  return stage.exchanges * seconds;
}
