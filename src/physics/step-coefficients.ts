import { allReduceLines, type CollectiveLine } from './collectives.ts';
import { type ChipEnergy, chipEnergy } from './energy.ts';
import { listOperators, type Operator, type RooflineInput, rates } from './operators.ts';

/** What the formulas of a step need, computed once per kind of replica. Arrays are by operator. */
export interface Coefficients {
  readonly count: number;
  readonly rows: Int8Array;
  readonly repeats: Float64Array;
  readonly stageRepeats: Float64Array;
  readonly copies: Float64Array;
  /** ln(1 − k/E): the distinct experts of T tokens are E·(1 − e^(T·this)). */
  readonly missLog: Float64Array;
  readonly computePerRow: Float64Array;
  readonly computePerCopy: Float64Array;
  readonly memoryPerRow: Float64Array;
  readonly memoryPerCopy: Float64Array;
  /** Weight bytes over all chips, per micro-batch and copy. */
  readonly weightBytes: Float64Array;
  readonly pipeline: number;
  readonly layers: number;
  readonly stageLayers: number;
  readonly host: { readonly layer: number; readonly step: number; readonly sequence: number };
  readonly link: LinkCoefficients;
  /** Seconds per layer. */
  readonly decodeCompute: number;
  readonly decodeMemory: number;
  readonly pairCompute: number;
  readonly kvMemory: number;
  readonly queryMemory: number;
  /** FLOPs, bytes and joules over all chips and layers, by what causes them. */
  readonly perToken: Totals;
  readonly perYield: Totals;
  readonly perCached: Totals;
  readonly perPair: Totals;
  readonly perContext: Totals;
  readonly staticWatts: number;
  readonly joulesPerByte: number;
  readonly joulesPerLinkByte: number;
}

interface Totals {
  flops: number;
  bytes: number;
  joules: number;
}

/** Collectives and hand-offs, with tokens as the variable. */
interface LinkCoefficients {
  readonly chips: number;
  readonly reduces: number;
  readonly stageReduces: number;
  readonly fixed: readonly [number, number];
  readonly perToken: readonly [number, number];
  readonly sentPerToken: readonly [number, number];
  readonly gatherFixed: number;
  readonly gatherPerYield: number;
  readonly gatherSent: number;
  readonly handOffs: number;
  readonly handOffFixed: number;
  readonly handOffPerToken: number;
  readonly handOffSent: number;
}

/** Codes of Operator.rows in Coefficients.rows. */
export const tokenRows = 0;
export const yieldRows = 1;
const cachedRows = 2;

/** Turns the operators of `input` into the coefficients of its steps. */
export function coefficients(input: RooflineInput): Coefficients {
  const list = listOperators(input);
  const { operators, attention, layers, stageLayers } = list;
  const energy = chipEnergy(input.accelerator, input.link);
  const { tensor, pipeline, profile } = input;
  const attentionRates = rates(input, attention.dtype, 'attention');
  const of = (value: (o: Operator) => number) => Float64Array.from(operators, value);
  const perRate = (o: Operator, flops: number) =>
    o.dtype === null || flops === 0 ? 0 : flops / rates(input, o.dtype, 'gemm').flopsPerSecond;
  const { bytesPerSecond } = attentionRates;
  const totals = (rows: Operator['rows']) => sumRows(operators, rows, tensor, energy);
  const chipsLayers = tensor * layers;
  const attentionTotals = (flops: number, bytes: number): Totals => ({
    flops: flops * chipsLayers,
    bytes: bytes * chipsLayers,
    joules:
      (flops * energy.joulesPerFlop(attention.dtype) + bytes * energy.joulesPerByte) * chipsLayers,
  });
  const perToken = totals('tokens');
  add(perToken, attentionTotals(0, attention.kvBytes + attention.queryBytes));
  const perCached = totals('cached');
  add(perCached, attentionTotals(0, attention.kvBytes));
  return {
    count: operators.length,
    rows: Int8Array.from(operators, (o) =>
      o.rows === 'tokens' ? tokenRows : o.rows === 'yielding' ? yieldRows : cachedRows,
    ),
    repeats: of((o) => o.repeats),
    stageRepeats: of((o) => o.stageRepeats),
    copies: of((o) => o.copies),
    missLog: of((o) =>
      o.copies > 1 ? Math.log1p(-o.routes / o.copies) : Number.NEGATIVE_INFINITY,
    ),
    computePerRow: of((o) => perRate(o, o.flopsPerRow * o.routes)),
    computePerCopy: of((o) => perRate(o, o.flopsPerRow * o.paddingRows)),
    memoryPerRow: of((o) => (o.bytesPerRow * o.routes) / bytesPerSecond),
    memoryPerCopy: of((o) => o.weightBytes / bytesPerSecond),
    weightBytes: of((o) => o.weightBytes * o.repeats * tensor),
    pipeline,
    layers,
    stageLayers,
    host: {
      layer: profile.hostSecondsPerLayer,
      step: profile.hostSecondsPerStep,
      sequence: profile.hostSecondsPerSequence,
    },
    link: linkCoefficients(input, list.streamBytes, list.logitBytes, layers, stageLayers),
    decodeCompute: attention.decodeFlops / attentionRates.flopsPerSecond,
    decodeMemory: attention.kvBytes / bytesPerSecond,
    pairCompute: attention.pairFlops / attentionRates.flopsPerSecond,
    kvMemory: attention.kvBytes / bytesPerSecond,
    queryMemory: attention.queryBytes / bytesPerSecond,
    perToken,
    perYield: totals('yielding'),
    perCached,
    perPair: attentionTotals(attention.pairFlops, 0),
    perContext: attentionTotals(attention.decodeFlops, attention.kvBytes),
    staticWatts: tensor * pipeline * energy.activeWatts,
    joulesPerByte: energy.joulesPerByte,
    joulesPerLinkByte: energy.joulesPerLinkByte,
  };
}

function sumRows(
  operators: readonly Operator[],
  rows: Operator['rows'],
  tensor: number,
  energy: ChipEnergy,
): Totals {
  const sum = { flops: 0, bytes: 0, joules: 0 };
  for (const o of operators) {
    if (o.rows !== rows) continue;
    const times = o.routes * o.repeats * tensor;
    const flops = o.flopsPerRow * times;
    const bytes = o.bytesPerRow * times;
    const joulesPerFlop = o.dtype === null ? 0 : energy.joulesPerFlop(o.dtype);
    add(sum, { flops, bytes, joules: flops * joulesPerFlop + bytes * energy.joulesPerByte });
  }
  return sum;
}

function add(sum: Totals, more: Totals): void {
  sum.flops += more.flops;
  sum.bytes += more.bytes;
  sum.joules += more.joules;
}

/**
 * Two all-reduces per layer (after attention and after the MLP) and one after the cut embedding table; one gather of
 * the logits of yielding tokens; between stages, the residual stream.
 */
function linkCoefficients(
  input: RooflineInput,
  streamBytes: number,
  logitBytes: number,
  layers: number,
  stageLayers: number,
): LinkCoefficients {
  const { link, tensor, pipeline } = input;
  const [oneShot, twoShot] = allReduceLines(link, tensor) as [CollectiveLine, CollectiveLine];
  const part = tensor > 1 ? (tensor - 1) / tensor : 0;
  return {
    chips: tensor,
    reduces: tensor > 1 ? 2 * layers + 1 : 0,
    stageReduces: tensor > 1 ? 2 * stageLayers + 1 : 0,
    fixed: [oneShot.fixedSeconds, twoShot.fixedSeconds],
    perToken: [oneShot.secondsPerByte * streamBytes, twoShot.secondsPerByte * streamBytes],
    sentPerToken: [oneShot.sentPerByte * streamBytes, twoShot.sentPerByte * streamBytes],
    gatherFixed: tensor > 1 ? link.alphaSeconds : 0,
    gatherPerYield: tensor > 1 ? (part * logitBytes) / link.bandwidth : 0,
    gatherSent: part * logitBytes,
    handOffs: pipeline - 1,
    handOffFixed: pipeline > 1 ? link.alphaSeconds : 0,
    handOffPerToken: pipeline > 1 ? streamBytes / link.bandwidth : 0,
    handOffSent: (pipeline - 1) * streamBytes,
  };
}
