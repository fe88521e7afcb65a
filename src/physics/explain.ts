import type { Bytes, Flops, Seconds, Tokens } from '../base/units.ts';
import { windowedPairs } from './attention.ts';
import { type CollectivePlan, planName, planSeconds } from './collectives.ts';
import { fillLaunch, type Launch } from './cuda-graphs.ts';
import { type LayerRun, layerRun } from './early-exit.ts';
import { listExchanges } from './exchanges.ts';
import { expertsTouched, SlowestRank } from './experts.ts';
import { hostSeconds } from './host-seconds.ts';
import { atPoolClock, type Operator, passes, type RooflineInput, type Rows } from './operator.ts';
import { listOperators, type OperatorList } from './operators.ts';
import { type PrefillBatch, StepTerms, stepSeconds } from './step-model.ts';
import { rooflineStepModel } from './step-time.ts';

const noPrefill: Readonly<PrefillBatch> = {
  sequences: 0,
  tokens: 0,
  cachedTokens: 0,
  attentionPairs: 0,
  finishing: 0,
};

/** What one step runs: the arguments of a StepModel. */
export interface StepLoad {
  readonly decodeSequences: number;
  /** Tokens that the decoding sequences have cached before the step, together. */
  readonly contextTokens: Tokens;
  readonly prefill?: Readonly<PrefillBatch>;
  /** Tokens that each decoding sequence brings: more than 1 where drafts are verified. */
  readonly queries?: number;
}

/** One term of a step's time, over the whole step and all chips. */
export interface StepTerm {
  readonly name: string;
  readonly seconds: Seconds;
  readonly bound: 'compute' | 'bandwidth' | 'host' | 'link' | 'power';
  readonly flops: Flops;
  readonly bytes: Bytes;
  readonly source: string;
}

/**
 * The terms of a step of `rooflineStepModel(input)`, for people: operators and collectives in order, then the host's
 * wait. They add up to the model's seconds: where the host's work per layer is the longer, its term is what the host
 * takes beyond the chip; where the chip is, that term is 0; the last is what the boards' limits add. Their FLOPs and bytes
 * add up to the model's too (bytes of link terms travel on links and are not memory bytes). Where the replica has data
 * ranks, the load is that of one of them, and the others have as much.
 */
export function explainStep(unclocked: RooflineInput, load: StepLoad): readonly StepTerm[] {
  const input = atPoolClock(unclocked);
  const list = listOperators(input);
  const flow = flowOf(input, list, load);
  const chip = [
    ...list.operators
      .map((o) => operatorTerm(input, list, flow, o))
      .filter((term) => term !== null),
    ...attentionTerms(input, list, flow),
    ...linkTerms(input, list, flow),
  ];
  const { profile } = input;
  const host = hostSeconds(input);
  const busy = chip.reduce((sum, term) => sum + term.seconds, 0);
  const sequences = load.decodeSequences + (load.prefill?.sequences ?? 0);
  const layer = flow.launch.eager ? host.eager : host.layer;
  const planning = host.step + host.sequence * sequences;
  const floor = flow.run.layers * flow.layerPasses * layer + (host.hidden ? planning : 0);
  const term = (name: string, seconds: number): StepTerm => ({
    name,
    seconds,
    bound: 'host',
    flops: 0,
    bytes: 0,
    source: `profile ${profile.id}`,
  });
  const beyond = Math.max(0, floor - busy);
  const kernels = flow.launch.eager && host.eager > host.layer ? ', kernel by kernel' : '';
  const hosts = host.hidden
    ? [term(`host per layer${kernels}, step and sequence, beyond the chip`, beyond)]
    : [
        term(`host per layer${kernels}, beyond the chip`, beyond),
        term('host per step', host.step),
        term('host per sequence', host.sequence * sequences),
      ];
  const works = busy + hosts.reduce((sum, term) => sum + term.seconds, 0);
  return [...chip, ...hosts, slowdown(unclocked, load, works)];
}

/** What a step lasts beyond its work because the boards' limits lower the clock. */
function slowdown(input: RooflineInput, load: StepLoad, seconds: number): StepTerm {
  const { decodeSequences, contextTokens, prefill = noPrefill } = load;
  const terms = new StepTerms();
  const model = rooflineStepModel(input, load.queries ?? 1);
  model.mixed(decodeSequences, prefill, terms, undefined, contextTokens);
  const { boardWatts } = input.accelerator;
  const capWatts = input.power?.capWatts ?? boardWatts;
  const capped = capWatts < boardWatts;
  // Sums in another order: what is left of equal times is rounding.
  const beyond = capped
    ? stepSeconds(terms, contextTokens) - seconds * (1 + 1e-12)
    : terms.fixedSeconds + terms.a3 + terms.b3 * contextTokens - seconds;
  return {
    name: capped ? 'clock lowered at the cap' : 'clock lowered at the board’s limit',
    seconds: Math.max(0, beyond),
    bound: 'power',
    flops: 0,
    bytes: 0,
    source: `${capped ? capWatts : boardWatts} W a chip`,
  };
}

/** A step's load, cut into micro-batches. */
interface Flow {
  readonly load: StepLoad;
  readonly prefill: Readonly<PrefillBatch>;
  readonly tokens: number;
  /** Tokens and padding. */
  readonly padded: number;
  readonly launch: Readonly<Launch>;
  readonly yielding: number;
  readonly rows: Readonly<Record<Rows, number>>;
  readonly batches: number;
  readonly layerPasses: number;
  readonly attentionPasses: number;
  readonly run: LayerRun;
}

function flowOf(input: RooflineInput, list: OperatorList, load: StepLoad): Flow {
  const prefill = load.prefill ?? noPrefill;
  const decoding = (load.queries ?? 1) * load.decodeSequences;
  const tokens = decoding + prefill.tokens;
  const yielding = decoding + prefill.finishing;
  const batches = Math.max(1, Math.min(input.pipeline, tokens));
  const launch: Launch = { rows: 0, eager: false };
  fillLaunch(input.graphs ?? null, decoding, prefill.tokens, batches, launch);
  const run = { tokens: tokens / batches, layers: 1 };
  const depth = input.model.earlyExit?.layerShare;
  if (depth !== undefined) {
    layerRun(depth, load.decodeSequences / batches, prefill.tokens / batches, run);
  }
  return {
    load,
    prefill,
    run,
    tokens,
    padded: input.data === 1 ? launch.rows * batches : tokens,
    launch,
    yielding,
    rows: {
      tokens,
      routed: tokens,
      yielding,
      cached: prefill.cachedTokens,
      decoding: load.decodeSequences,
      prompt: prefill.tokens,
      chunks: prefill.sequences,
    },
    batches,
    layerPasses: passes(list.layers, batches),
    attentionPasses: passes(list.attentionLayers, batches),
  };
}

/** What the slowest chip works on, and copies of the weights that are read on all chips, this rank's share of them. */
function expertWork(input: RooflineInput, { routed }: OperatorList, flow: Flow, o: Operator) {
  const isTokens = o.rows === 'tokens' || o.rows === 'routed';
  const rows = (isTokens ? flow.padded : flow.rows[o.rows]) / flow.batches;
  const { tokens, layers } = flow.run;
  if (o.skipped === true) return { routes: tokens, touched: layers, everywhere: layers };
  if (o.rows !== 'routed' || routed === null) return { routes: rows, touched: 1, everywhere: 1 };
  const load = { routes: 0, touched: 0 };
  new SlowestRank(routed.spread).fill(input.data * rows, load);
  const everywhere = expertsTouched(routed.spread, input.data * rows) / input.data;
  return { ...load, everywhere };
}

function operatorTerm(
  input: RooflineInput,
  list: OperatorList,
  flow: Flow,
  o: Operator,
): StepTerm | null {
  const { batches } = flow;
  const skipped = o.skipped === true;
  const total = skipped ? flow.run.tokens * batches : flow.rows[o.rows];
  if (total === 0) return null;
  const { routes, touched, everywhere } = expertWork(input, list, flow, o);
  const padded = (routes + o.paddingRows * touched) * o.flopsPerRow;
  const compute = padded / o.flopsPerSecond;
  const weights = Math.max(o.weightBytes / o.bytesPerSecond, o.leastSeconds);
  const memory = touched * weights + (routes * o.bytesPerRow) / o.bytesPerSecond;
  const chips = o.repeats * o.rowChips;
  return {
    name: o.name,
    seconds:
      passes(o, batches) * ((skipped ? touched : 1) * o.launchSeconds + Math.max(compute, memory)),
    bound: compute > memory ? 'compute' : 'bandwidth',
    flops: chips * o.routes * total * o.flopsPerRow,
    bytes: chips * (batches * everywhere * o.weightBytes + o.routes * total * o.bytesPerRow),
    source: o.source,
  };
}

function attentionTerms(input: RooflineInput, list: OperatorList, flow: Flow): StepTerm[] {
  const { attention: cost, attentionLayers } = list;
  if (attentionLayers.repeats === 0) return [];
  const chipLayers = input.tensor * attentionLayers.repeats;
  const { prefill, load, attentionPasses } = flow;
  const n = load.decodeSequences;
  const share = cost.flopsPerSecond / (input.accelerator.peak[cost.dtype] ?? 1);
  const term = (
    name: string,
    work: { readonly flops: number; readonly padding: number; readonly bytes: number },
    memory: number,
    beside: number,
  ): StepTerm => {
    const compute = (work.flops + work.padding) / cost.flopsPerSecond;
    return {
      name,
      seconds: (attentionPasses / flow.batches) * Math.max(compute, memory) + beside,
      bound: compute > memory ? 'compute' : 'bandwidth',
      flops: chipLayers * work.flops,
      bytes: chipLayers * work.bytes,
      source: `attention in ${cost.dtype}: peak × ${share.toFixed(2)} (${input.profile.id})`,
    };
  };
  // Prompts and decoding sequences share one launch.
  const launch = attentionPasses * cost.launchSeconds;
  const terms: StepTerm[] = [];
  if (prefill.tokens > 0) {
    const bytes =
      cost.kvBytes * (prefill.cachedTokens + 2 * prefill.tokens) + cost.queryBytes * prefill.tokens;
    const flops =
      cost.pairFlops * windowedPairs(cost.window, prefill.attentionPairs, prefill.tokens);
    const padding = cost.pairFlops * cost.paddingKeys * prefill.tokens;
    const beside = n > 0 ? 0 : launch;
    terms.push(
      term('prefill attention', { flops, padding, bytes }, bytes / cost.bytesPerSecond, beside),
    );
  }
  if (n > 0) {
    // Each sequence reads what it has cached and its newest tokens, which it writes first; in windowed layers a window.
    const { share, tokens } = cost.window;
    const depth = input.model.earlyExit?.layerShare ?? 1;
    const q = load.queries ?? 1;
    const keys = q * load.contextTokens + (n * q * (q + 1)) / 2;
    const attended = depth * ((1 - share) * keys + share * tokens * n * q);
    const read = depth * ((1 - share) * (load.contextTokens + n * q) + share * tokens * n);
    const cached = cost.kvBytes * (read + n * q);
    const queries = cost.queryBytes * n * q;
    const memory = cached / cost.cacheBytesPerSecond + queries / cost.bytesPerSecond;
    const work = { flops: cost.decodeFlops * attended, padding: 0, bytes: cached + queries };
    const own = (attentionPasses / flow.batches) * cost.sequenceSeconds * n;
    terms.push(term('decode attention', work, memory, launch + own));
  }
  return terms;
}

/** What a collective goes over: the link inside nodes, the fabric between them, or both. */
function linksOf({ link, scaleOut }: RooflineInput, plan: CollectivePlan): string {
  const ids = { link: link.id, fabric: scaleOut?.fabric.id ?? link.id };
  return [...new Set(plan.map(({ where }) => ids[where]))].join(' and ');
}

function linkTerms(input: RooflineInput, list: OperatorList, flow: Flow): StepTerm[] {
  const { batches } = flow;
  return listExchanges(input, list).flatMap((exchange): StepTerm[] => {
    const { name, rows, plan, bytesPerRow } = exchange;
    const { tokens, layers } = flow.run;
    const thinned = exchange.skipped ? (tokens * batches) / flow.tokens / layers : 1;
    const made = exchange.skipped ? layers : 1;
    const message =
      ((bytesPerRow * (rows === 'tokens' ? flow.padded : flow.yielding)) / batches) * thinned;
    if (message === 0) return [];
    const seconds = made * passes(exchange, batches) * planSeconds(plan, message);
    const source = `${planName(plan, message)} over ${linksOf(input, plan)}`;
    return [{ name, seconds, bound: 'link', flops: 0, bytes: 0, source }];
  });
}
