import type { AttentionWindow } from './attention.ts';
import type { CudaGraphs } from './cuda-graphs.ts';
import { type ChipEnergy, chipEnergy } from './energy.ts';
import { type Exchange, listExchanges } from './exchanges.ts';
import { type ExpertSpread, SlowestRank } from './experts.ts';
import { type HostSeconds, hostSeconds } from './host-seconds.ts';
import { atPoolClock, type Operator, passes, type RooflineInput, type Where } from './operator.ts';
import { listOperators, type OperatorList } from './operators.ts';
import { type Polyline, sumOfMaxima } from './piecewise.ts';
import { add, fillJoules, scaled, sumRows, type Totals } from './totals.ts';

/** What the formulas of a step need, computed once per kind of replica. */
export interface Coefficients {
  /** Seconds of the operators by the rows that they work on, as a polyline in these for a number of micro-batches. */
  readonly tokens: Stages;
  readonly yielding: Stages;
  readonly cached: Stages;
  /** The recurrence of decoding sequences, of prompts' tokens, and of sequences with a prompt. */
  readonly decoding: Stages;
  readonly prompt: Stages;
  readonly chunks: Stages;
  /** Operators of layers that tokens leave out when they exit early; null for a model whose tokens run them all. */
  readonly exits: EarlyExits | null;
  /** Mean share of the layers that a decoded token attends in. */
  readonly depth: number;
  /** Layers with experts; null for a dense model. */
  readonly experts: RoutedLayers | null;
  /** Weight bytes over all chips that a micro-batch reads: always, for yielding tokens, per expert touched. */
  readonly tokenWeightBytes: number;
  readonly yieldWeightBytes: number;
  readonly expertWeightBytes: number;
  readonly pipeline: number;
  readonly data: number;
  readonly layers: Where;
  readonly attentionLayers: Where;
  readonly host: HostSeconds;
  /** Null where steps are not padded. */
  readonly graphs: CudaGraphs | null;
  readonly exchanges: readonly Exchange[];
  /** Seconds per layer. */
  readonly decodeCompute: number;
  readonly decodeMemory: number;
  readonly pairCompute: number;
  readonly kvMemory: number;
  readonly queryMemory: number;
  /** Launch of attention, per layer that a micro-batch passes. */
  readonly attentionLaunch: number;
  /** Keys that each query of a prompt meets beside those of its pairs. */
  readonly paddingKeys: number;
  /** Decode attention of one sequence beside what it reads, per layer. */
  readonly decodeSequence: number;
  /** FLOPs, bytes and joules over all chips and layers, by what causes them. */
  readonly perToken: Totals;
  /** Joules of a row that pads a step. */
  readonly paddingJoules: number;
  readonly perYield: Totals;
  readonly perCached: Totals;
  readonly perPair: Totals;
  /** Of a state: per decoding sequence, per token of a prompt, and per sequence with a prompt. */
  readonly perDecoding: Totals;
  readonly perPrompt: Totals;
  readonly perChunk: Totals;
  /** Per cached token of a decoding sequence, in layers without a window; and per sequence, in those with one. */
  readonly perContext: Totals;
  readonly perWindow: Totals;
  /** Of one prompt token's keys and values, read once. */
  readonly readBackBytes: number;
  /** Of rows that experts are filled up with, per micro-batch and over all chips. */
  readonly fillJoules: number;
  /** Of one sequence's sampling, a part of those per yielding token. */
  readonly samplingJoules: number;
  readonly window: AttentionWindow;
  readonly staticWatts: number;
  /** Most that the boards of one data rank draw; Infinity without a cap. */
  readonly limitWatts: number;
  /** 1 ÷ what the limits of one data rank's boards leave beside staticWatts; 0 where nothing draws power beside them. */
  readonly secondsPerJoule: number;
  readonly joulesPerByte: number;
  readonly joulesPerLinkByte: number;
}

/** By micro-batches of a step. */
type Stages = (batches: number) => Polyline;

/** What reaches experts, and what they take. */
interface RoutedLayers {
  readonly spread: ExpertSpread;
  readonly slowest: SlowestRank;
  readonly operators: readonly RoutedOperator[];
}

/** What tokens may leave out. */
interface EarlyExits {
  readonly operators: readonly RoutedOperator[];
  readonly weightBytes: number;
}

/** An operator of experts: seconds per route and per expert touched, on either side of the roofline. */
interface RoutedOperator {
  readonly repeats: number;
  readonly stageRepeats: number;
  readonly launch: number;
  readonly computePerRow: number;
  readonly computePerExpert: number;
  readonly memoryPerRow: number;
  readonly memoryPerExpert: number;
}

/** Turns the operators of `input` into the coefficients of its steps. */
export function coefficients(input: RooflineInput): Coefficients {
  const clocked = atPoolClock(input);
  const list = listOperators(clocked);
  const { operators, layers, attentionLayers } = list;
  const energy = chipEnergy(input.accelerator, input.link, input.power);
  const { tensor, pipeline, data, profile } = input;
  const of = (rows: Operator['rows']) =>
    operators.filter((o) => o.rows === rows && o.skipped !== true);
  const stages = (rows: Operator['rows']) => stagesOf(of(rows));
  const totals = (rows: Operator['rows']) => sumRows(of(rows), energy);
  const skipped = operators.filter((o) => o.skipped === true);
  const depth = input.model.earlyExit?.layerShare ?? 1;
  const { written, flow, ...attention } = attentionCoefficients(list, energy, tensor, depth);
  const perToken = totals('tokens');
  add(perToken, totals('routed'));
  const paddingJoules = perToken.joules;
  add(perToken, flow);
  const perYield = totals('yielding');
  const samplingJoules = energy.samplingWatts * profile.hostSecondsPerSequence;
  perYield.joules += samplingJoules;
  const perCached = totals('cached');
  add(perCached, written);
  const perSkipped = sumRows(skipped, energy);
  const perPrompt = totals('prompt');
  add(perPrompt, perSkipped);
  const perDecoding = totals('decoding');
  add(perDecoding, scaled(perSkipped, depth));
  return {
    tokens: stages('tokens'),
    yielding: stages('yielding'),
    cached: stages('cached'),
    decoding: stages('decoding'),
    prompt: stages('prompt'),
    chunks: stages('chunks'),
    exits: earlyExits(skipped, data),
    depth,
    experts: routedLayers(list),
    tokenWeightBytes: weightBytes(of('tokens'), data),
    yieldWeightBytes: weightBytes(of('yielding'), data),
    expertWeightBytes: weightBytes(of('routed'), 1),
    pipeline,
    data,
    layers,
    attentionLayers,
    host: hostSeconds(input),
    graphs: input.graphs ?? null,
    exchanges: listExchanges(clocked, list),
    ...attention,
    perToken,
    paddingJoules,
    perYield,
    fillJoules: fillJoules(operators, energy, tensor * data),
    samplingJoules,
    perCached,
    perDecoding,
    perPrompt,
    perChunk: totals('chunks'),
    staticWatts: tensor * data * pipeline * energy.activeWatts,
    limitWatts: tensor * pipeline * energy.capWatts,
    secondsPerJoule: secondsPerJoule(energy, tensor * pipeline, tensor * data * pipeline > 1),
    joulesPerByte: energy.joulesPerByte,
    joulesPerLinkByte: energy.joulesPerLinkByte,
  };
}

/** Weight bytes over all chips of a data rank, times the ranks that hold a copy. */
function weightBytes(some: readonly Operator[], copies: number): number {
  return some.reduce((sum, o) => sum + o.weightBytes * o.repeats * o.rowChips * copies, 0);
}

function earlyExits(skipped: readonly Operator[], data: number): EarlyExits | null {
  if (skipped.length === 0) return null;
  return { operators: skipped.map(routedOperator), weightBytes: weightBytes(skipped, data) };
}

/**
 * Attention, of all layers that attend: `depth` is the share of them in which a decoding token does; `written` is one
 * token's keys and values, and `flow` all that a token moves beside what it attends to.
 */
function attentionCoefficients(
  { attention, attentionLayers }: OperatorList,
  energy: ChipEnergy,
  tensor: number,
  depth: number,
) {
  const { flopsPerSecond, bytesPerSecond, window } = attention;
  const { share } = window;
  const chipsLayers = tensor * attentionLayers.repeats;
  const totals = (flops: number, bytes: number): Totals => ({
    flops: flops * chipsLayers,
    bytes: bytes * chipsLayers,
    joules:
      (flops * energy.joulesPerFlop(attention.dtype) + bytes * energy.joulesPerByte) * chipsLayers,
  });
  return {
    written: totals(0, attention.kvBytes),
    flow: totals(0, attention.kvBytes + attention.queryBytes),
    decodeCompute: attention.decodeFlops / flopsPerSecond,
    decodeMemory: attention.kvBytes / attention.cacheBytesPerSecond,
    pairCompute: attention.pairFlops / flopsPerSecond,
    kvMemory: attention.kvBytes / bytesPerSecond,
    queryMemory: attention.queryBytes / bytesPerSecond,
    attentionLaunch: attention.launchSeconds,
    paddingKeys: attention.paddingKeys,
    decodeSequence: attention.sequenceSeconds,
    perPair: totals(attention.pairFlops, 0),
    perContext: totals(
      (1 - share) * attention.decodeFlops * depth,
      (1 - share) * attention.kvBytes * depth,
    ),
    perWindow: totals(
      share * window.tokens * attention.decodeFlops * depth,
      share * window.tokens * attention.kvBytes * depth,
    ),
    readBackBytes: attention.kvBytes * chipsLayers,
    window,
  };
}

/** `linked`: whether the chips talk to each other, or to those of other data ranks. */
function secondsPerJoule(energy: ChipEnergy, chips: number, linked: boolean): number {
  const watts = linked ? energy.linkedHeadroomWatts : energy.headroomWatts;
  return watts > 0 ? 1 / (chips * watts) : 0;
}

function routedLayers({ operators, routed }: OperatorList): RoutedLayers | null {
  if (routed === null) return null;
  const { spread } = routed;
  return {
    spread,
    slowest: new SlowestRank(spread),
    operators: operators.filter((o) => o.rows === 'routed').map(routedOperator),
  };
}

function routedOperator(o: Operator): RoutedOperator {
  return { ...sides(o), repeats: o.repeats, stageRepeats: o.stageRepeats };
}

/** Launch and both sides of an operator's roofline, per pass: of one row (or route), and however few there are. */
function sides(o: Operator) {
  return {
    launch: o.launchSeconds,
    computePerRow: o.flopsPerRow / o.flopsPerSecond,
    computePerExpert: (o.flopsPerRow * o.paddingRows) / o.flopsPerSecond,
    memoryPerRow: o.bytesPerRow / o.bytesPerSecond,
    memoryPerExpert: Math.max(o.weightBytes / o.bytesPerSecond, o.leastSeconds),
  };
}

function stagesOf(operators: readonly Operator[]): Stages {
  const lines = (batches: number) =>
    sumOfMaxima(
      operators.map((o) => {
        const s = sides(o);
        return {
          weight: passes(o, batches),
          firstIntercept: s.launch + s.computePerExpert,
          firstSlope: s.computePerRow,
          secondIntercept: s.launch + s.memoryPerExpert,
          secondSlope: s.memoryPerRow,
        };
      }),
    );
  const made: (Polyline | undefined)[] = [];
  return (batches) => {
    made[batches] ??= lines(batches);
    return made[batches];
  };
}
