import type { Seconds } from '../base/units.ts';
import { windowedPairs } from './attention.ts';
import { fillLaunch, type Launch } from './cuda-graphs.ts';
import { type DecodeCosts, decodeCosts } from './decode-costs.ts';
import { type LayerRun, layerRun } from './early-exit.ts';
import { fillExchanged } from './exchanged.ts';
import { expertsTouched } from './experts.ts';
import { passes, type RooflineInput } from './operator.ts';
import { polylineAt } from './piecewise.ts';
import { powerGovernor } from './power-governor.ts';
import { chunkJoules, promptJoules } from './prompt-joules.ts';
import { type Coefficients, coefficients } from './step-coefficients.ts';
import type { DataRanks, PrefillBatch, StepModel, StepTerms } from './step-model.ts';

export type { RooflineInput } from './operator.ts';

const noPrefill: Readonly<PrefillBatch> = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

/**
 * Step time and joules of a decoder-only transformer, dense or mixture of experts, from data sheets: every operator
 * lasts launch + max(FLOPs ÷ (peak·η), bytes ÷ (bandwidth·η)), one after the other; tensor parallelism adds two all-reduces per
 * layer; the host's work per layer overlaps with the chip, its work per step and per sequence does not:
 *
 *     seconds = max(host(step, sequences) + max(layers × host(layer), Σ operators + Σ collectives), joules ÷ headroom)
 *
 * where joules are those of FLOPs, bytes, links and sampling, and the headroom is what the board's limit leaves beside
 * the power of an awake chip: at the limit the clock falls until they fit. Caps and locked clocks: chipEnergy (energy.ts).
 *
 * Pipeline: the step's T tokens flow as m = min(pipeline, T) equal micro-batches through the stages, right behind those
 * of the step before. A micro-batch comes again when it has passed the whole model, and not before the slowest stage
 * has served all m: max(whole model, m × slowest stage), each at T ÷ m tokens (passes, operator.ts). With fewer
 * micro-batches than stages the difference is bubbles. The first step after a pause, and a prompt that is cut over
 * micro-batches, take up to (m − 1) × slowest stage longer than that, which is left out.
 *
 * Experts spread over ranks: the one with the most work sets the time (experts.ts). Data ranks: terms are of one of them,
 * in step with the others, its time as long as its own attention and the experts' work for all take; joules, FLOPs and
 * bytes are its share.
 *
 * Verification: with `queries` above 1 each decoding sequence brings as many tokens, its newest and a draft of the next:
 * products have `queries` rows per sequence, all of which yield logits, and attention reads a sequence's cache once for
 * all its queries. The host's work and sampling are those of one sequence (assumed).
 *
 * FLOPs, bytes and joules are totals over all chips; what tensor ranks do in duplicate counts on each. Time never falls
 * with tokens, context, cached tokens or sequences (with pipeline stages: at a context per sequence that does not
 * fall), and never grows with a faster chip, memory or link.
 */
export function rooflineStepModel(input: RooflineInput, queries = 1): StepModel {
  const c = coefficients(input);
  const own = decodeCosts(c, queries);
  const governor = powerGovernor(input, (clocked) => {
    const at = coefficients(clocked);
    const costs = decodeCosts(at, queries);
    return (...load) => fillTerms(at, costs, ...load);
  });
  const alone = { tokens: 0, most: 0 };
  const mixed: StepModel['mixed'] = (sequences, prefill, terms, ranks, context = 0) => {
    if (ranks === undefined) {
      // Of ranks that are alike, each has as many.
      alone.most = queries * sequences + prefill.tokens;
      alone.tokens = c.data * alone.most;
    }
    const group = ranks ?? alone;
    fillTerms(c, own, sequences, prefill, group, terms);
    if (governor !== null && prefill.tokens > 0) {
      governor(sequences, prefill, group, context, promptJoules(c, prefill), terms);
    }
  };
  return {
    decode: (sequences, terms) => mixed(sequences, noPrefill, terms),
    mixed,
    chunkJoules: (chunkTokens, cachedTokens) => chunkJoules(c, chunkTokens, cachedTokens),
  };
}

function fillTerms(
  c: Coefficients,
  own: DecodeCosts,
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  group: Readonly<DataRanks>,
  terms: StepTerms,
): void {
  const tokens = own.queries * sequences + prefill.tokens;
  const yielding = own.queries * sequences + prefill.finishing;
  const batches = Math.max(1, Math.min(c.pipeline, group.most));
  const batchTokens = tokens / batches;
  const batchYielding = yielding / batches;
  const batchCached = prefill.cachedTokens / batches;

  const launch: Launch = { rows: 0, eager: false };
  fillLaunch(c.graphs, own.queries * sequences, prefill.tokens, batches, launch);
  // Data ranks that step together are not padded to the fullest (assumed). vLLM pads them by default while graphs run them,
  // and leaves what was added out of experts and exchanges with VLLM_MOE_SKIP_PADDING=1 (its pull request 46428).
  const batchRows = c.data === 1 ? launch.rows : batchTokens;
  let seconds = polylineAt(c.tokens(batches), batchRows);
  let weightBytes = c.tokenWeightBytes;
  const expertLoad = { routes: 0, touched: 0 };
  if (yielding > 0) {
    // Only the last stage has an LM head: each micro-batch passes it once.
    seconds += polylineAt(c.yielding(batches), batchYielding);
    weightBytes += c.yieldWeightBytes;
  }
  if (batchCached > 0) {
    seconds += polylineAt(c.cached(batches), batchCached);
  }
  seconds += recurrence(c, sequences, prefill, batches);
  const run = { tokens: batchTokens, layers: 1 };
  if (c.exits !== null) {
    layerRun(c.depth, sequences / batches, prefill.tokens / batches, run);
    seconds += layersRun(c.exits.operators, run, batches);
    weightBytes += c.exits.weightBytes * run.layers;
  }
  if (c.experts !== null) {
    const { spread, slowest, operators } = c.experts;
    const routedTokens = c.data === 1 ? batchRows : group.tokens / batches;
    slowest.fill(routedTokens, expertLoad);
    const { routes, touched } = expertLoad;
    for (const o of operators) {
      const compute = o.computePerRow * routes + o.computePerExpert * touched;
      const memory = o.memoryPerRow * routes + o.memoryPerExpert * touched;
      const longer = compute > memory ? compute : memory;
      seconds += passes(o, batches) * (o.launch + longer);
    }
    weightBytes += c.expertWeightBytes * expertsTouched(spread, routedTokens);
  }
  weightBytes *= batches / c.data;

  const attentionPasses = passes(c.attentionLayers, batches);
  // Prompts and decoding sequences share one launch.
  seconds += attentionPasses * c.attentionLaunch;
  if (prefill.tokens > 0) {
    const pairs = windowedPairs(c.window, prefill.attentionPairs, prefill.tokens);
    const compute = c.pairCompute * (pairs + c.paddingKeys * prefill.tokens);
    const memory =
      c.kvMemory * (prefill.cachedTokens + 2 * prefill.tokens) + c.queryMemory * prefill.tokens;
    seconds += (attentionPasses / batches) * Math.max(compute, memory);
  }
  // Whoever has fewer tokens waits for the rank with the most, and sends its own: none where it is idle.
  const mostTokens = c.data === 1 ? batchRows : group.most / batches;
  const rows = { tokens: batchRows, mostTokens, yielding: batchYielding };
  const made = { batches, ...rows, batchTokens, run };
  const exchanged = fillExchanged(c.exchanges, made, seconds, terms);
  seconds = exchanged.seconds;
  const { linkBytes } = exchanged;

  const planning = c.host.step + c.host.sequence * (sequences + prefill.sequences);
  const launches = launch.eager ? c.host.eager : c.host.layer;
  terms.fixedSeconds = c.host.hidden ? 0 : planning;
  terms.a0 = run.layers * passes(c.layers, batches) * launches + (c.host.hidden ? planning : 0);
  terms.b0 = 0;
  decodeAttention(c, own, sequences, attentionPasses / batches, seconds, terms);
  fillTotals(c, own, sequences, prefill, weightBytes, linkBytes, terms);
  terms.sharedJoules += (c.fillJoules * batches) / c.data;
  terms.sharedJoules += c.paddingJoules * Math.max(0, batchRows * batches - tokens);
  limitPower(c, sequences, prefill, c.joulesPerLinkByte * linkBytes, terms);
}

/** Recurrent layers beside their projections: a constant per decoding sequence, and linear in a prompt's tokens. */
function recurrence(
  c: Coefficients,
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  batches: number,
): Seconds {
  let seconds = 0;
  if (sequences > 0) seconds += polylineAt(c.decoding(batches), sequences / batches);
  if (prefill.tokens > 0) {
    seconds += polylineAt(c.prompt(batches), prefill.tokens / batches);
    seconds += polylineAt(c.chunks(batches), prefill.sequences / batches);
  }
  return seconds;
}

/** Operators of the layers that some token runs, at an average layer's tokens. */
function layersRun(
  operators: NonNullable<Coefficients['exits']>['operators'],
  { tokens, layers }: Readonly<LayerRun>,
  batches: number,
): Seconds {
  let seconds = 0;
  for (const o of operators) {
    const compute = o.computePerRow * tokens + o.computePerExpert * layers;
    const memory = o.memoryPerRow * tokens + o.memoryPerExpert * layers;
    seconds += passes(o, batches) * (layers * o.launch + Math.max(compute, memory));
  }
  return seconds;
}

/** The second and third line: multipliers and memory, beside what all else takes, in `spread` layers at a time. */
function decodeAttention(
  c: Coefficients,
  { queries, keys }: DecodeCosts,
  sequences: number,
  spread: number,
  seconds: Seconds,
  terms: StepTerms,
): void {
  // Decode attention of n sequences with x tokens cached: the q-th query attends to q more than its sequence has cached.
  // In a windowed layer it attends to a full window whatever its context.
  // Where it exits early, it attends in a share of the layers, and writes its keys and values in all.
  const whole = (1 - c.window.share) * c.depth;
  const windowed = c.window.share * c.window.tokens * c.depth;
  const beside = seconds + spread * c.decodeSequence * sequences;
  terms.a1 = beside + spread * c.decodeCompute * (whole * keys + windowed * queries) * sequences;
  terms.b1 = sequences > 0 ? spread * whole * c.decodeCompute * queries : 0;
  const own = (queries + whole * queries + windowed) * c.decodeMemory + c.queryMemory * queries;
  terms.a2 = beside + spread * own * sequences;
  terms.b2 = sequences > 0 ? spread * whole * c.decodeMemory : 0;
}

/**
 * The fourth line: at the boards' limits a step lasts until its joules have passed through what is left of them. Links
 * have their part of the limits to themselves, so that a better link, which may send more bytes, costs no time.
 */
function limitPower(
  c: Coefficients,
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  linkJoules: number,
  terms: StepTerms,
): void {
  const chunks = promptJoules(c, prefill);
  const joules = terms.sharedJoules - linkJoules + terms.tokenJoules * sequences + chunks;
  terms.a3 = c.secondsPerJoule * joules - terms.fixedSeconds;
  terms.b3 = sequences > 0 ? c.secondsPerJoule * terms.contextJoules : 0;
}

/** FLOPs, bytes and joules: sums over what causes them; time has no part in it. */
function fillTotals(
  c: Coefficients,
  own: DecodeCosts,
  sequences: number,
  prefill: Readonly<PrefillBatch>,
  weightBytes: number,
  linkBytes: number,
  terms: StepTerms,
): void {
  const tokens = own.queries * sequences + prefill.tokens;
  const yielding = own.queries * sequences + prefill.finishing;
  // A prompt's own chunk reads back the keys and values that it wrote.
  const readBack = c.readBackBytes * prefill.tokens;
  const pairs = windowedPairs(c.window, prefill.attentionPairs, prefill.tokens);
  terms.staticWatts = c.staticWatts / c.data;
  terms.limitWatts = c.limitWatts;
  // The LM head of a finishing prompt is no chunk's own, so it is shared like the weights.
  terms.sharedJoules =
    c.joulesPerByte * weightBytes +
    c.joulesPerLinkByte * linkBytes +
    c.perYield.joules * prefill.finishing;
  terms.tokenJoules = own.tokenJoules;
  terms.contextJoules = own.contextJoules;
  terms.flops =
    c.perToken.flops * tokens +
    c.perYield.flops * yielding +
    c.perCached.flops * prefill.cachedTokens +
    c.perPair.flops * pairs +
    (c.perContext.flops * own.keys + c.perWindow.flops * own.queries) * sequences +
    stateTotal(c, 'flops', sequences, prefill);
  terms.flopsPerContext = c.perContext.flops * own.queries;
  terms.bytes =
    weightBytes +
    c.perToken.bytes * tokens +
    c.perYield.bytes * yielding +
    c.perCached.bytes * prefill.cachedTokens +
    readBack +
    (c.perContext.bytes * own.queries + c.perWindow.bytes) * sequences +
    stateTotal(c, 'bytes', sequences, prefill);
  terms.bytesPerContext = c.perContext.bytes;
}

function stateTotal(
  c: Coefficients,
  of: 'flops' | 'bytes',
  sequences: number,
  { tokens, sequences: chunks }: Readonly<PrefillBatch>,
): number {
  return c.perDecoding[of] * sequences + c.perPrompt[of] * tokens + c.perChunk[of] * chunks;
}
