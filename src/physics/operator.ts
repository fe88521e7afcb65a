import { adapterMatrices } from './adapter.ts';
import type { CudaGraphs } from './cuda-graphs.ts';
import type { Accelerator, Dtype, Fabric, Link, ModelShape, WeightFormat } from './data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, unquantisedBytesPerElement } from './dtype.ts';
import type { EngineProfile } from './engine-profile.ts';
import { expertsPerRank } from './experts.ts';
import type { WithIdeal } from './ideal.ts';
import { type Kernels, kernelsOf } from './kernels.ts';
import { type Matrix, share } from './matrices.ts';
import { cachedWeightShare } from './on-chip-cache.ts';
import { atClock, clockOf, type PowerSetting } from './power.ts';
import { computedShare, storedBytesPerWeight } from './sparsity.ts';

/** What the roofline needs to know: hardware, model, layout, precision, engine. */
export interface RooflineInput extends WithIdeal {
  readonly accelerator: Accelerator;
  /** The link between the chips of one node; not read when the replica is one chip. */
  readonly link: Link;
  /** What joins nodes of so many chips; present where the replica needs several. */
  readonly scaleOut?: { readonly chipsPerNode: number; readonly fabric: Fabric };
  readonly model: ModelShape;
  readonly profile: EngineProfile;
  /** Absent where steps are neither padded nor launched kernel by kernel. */
  readonly graphs?: CudaGraphs;
  /** Whether the host's work for the next step is done while the chip runs this one. */
  readonly hidesHost?: boolean;
  readonly tensor: number;
  readonly pipeline: number;
  /** Ranks with attention, cache and batch of their own, which share the experts. */
  readonly data: number;
  /** Groups of chips that the experts are spread over; each group cuts its own. Divides tensor × data. */
  readonly expert: number;
  /** Coefficient of variation of the load between single experts. */
  readonly expertLoadCv: number;
  readonly weights: WeightFormat;
  readonly activations: Dtype;
  readonly kvCache: Dtype;
  /** Cap and locked clock of the boards; absent where neither is set. */
  readonly power?: PowerSetting;
}

/** The input with its chip at the highest clock that the pool's setting allows: what operators are listed from. */
export function atPoolClock(input: RooflineInput): RooflineInput {
  const { accelerator, power } = input;
  if (power === undefined) return input;
  const clock = clockOf(accelerator, power);
  return { ...input, accelerator: atClock(accelerator, clock, power.memoryShare) };
}

/** Which tokens of a step an operator works on. */
export type Rows =
  /** Every token of the step, of one data rank. */
  | 'tokens'
  /** Every token of the step, of all data ranks: what reaches the experts. */
  | 'routed'
  /** Tokens that yield a next one: decoding sequences and prompts that finish. */
  | 'yielding'
  /** Tokens that prefilling sequences had cached before. */
  | 'cached'
  /** One token of each decoding sequence, alone. */
  | 'decoding'
  /** Tokens of prompts, alone. */
  | 'prompt'
  /** Sequences with a chunk of a prompt. */
  | 'chunks';

/**
 * One operator of the model on one chip, repeated over layers. For R > 0 rows it lasts launch +
 * max((N + padding·D)·flopsPerRow ÷ flopsPerSecond, D·(weightBytes ÷ bytesPerSecond or least, the longer) +
 * N·bytesPerRow ÷ bytesPerSecond) per repeat, with N = R and D = 1; where rows are routed to experts, N routes and D experts touched of the slowest rank (experts.ts).
 */
export interface Operator {
  readonly name: string;
  readonly rows: Rows;
  /** Times that one micro-batch passes it in the whole model, and in the stage that has it most often. */
  readonly repeats: number;
  readonly stageRepeats: number;
  /** Experts that a row meets on all chips together; 1 when there is no routing. */
  readonly routes: number;
  /** Chips that work on one row (of a route: on one route). */
  readonly rowChips: number;
  /** Per chip, per row and route. */
  readonly flopsPerRow: number;
  /** Rows that a product is padded by, per expert touched: part-filled tiles. */
  readonly paddingRows: number;
  readonly bytesPerRow: number;
  /** Per chip; of experts, each. Weights in an on-chip cache count as what memory would read in their time. */
  readonly weightBytes: number;
  /** Of a product that its weights' bytes do not bound: a tile's way along the shared dimension. */
  readonly leastSeconds: number;
  /** What its kernels reach, and the seconds of their launches however few the rows. */
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly launchSeconds: number;
  /** Per chip and pass, of rows that a layout fills experts up with, whatever comes; their time is in launchSeconds. */
  readonly fillFlops: number;
  /** Format of the products; null for operators that only move bytes. */
  readonly dtype: Dtype | null;
  /** Where its rates come from, for `explain`. */
  readonly source: string;
  /** True where tokens that exit early leave it out (early-exit.ts). */
  readonly skipped?: boolean;
}

/** How often an operator comes. */
export type Where = Pick<Operator, 'repeats' | 'stageRepeats'>;

/**
 * Times that an operator is in the way in one step of `batches` micro-batches: all that one of them passes, or all that
 * the stage with the most of them serves, whichever is more. (Over operators that differ in it, a little too many.)
 */
export function passes({ repeats, stageRepeats }: Where, batches: number): number {
  return Math.max(repeats, batches * stageRepeats);
}

/**
 * The products with `matrices` and those of their adapters, and before them the pass that writes their inputs in a format
 * below 16 bits, unless the engine's norms and activations write them so.
 */
export function withQuantising(
  input: RooflineInput,
  name: string,
  matrices: readonly Matrix[],
  where: Where,
  made: ReturnType<typeof makers>,
  extra: Partial<Operator> = {},
): Operator[] {
  const adapters = adapterMatrices(input.model, matrices);
  const products = [
    ...alike(matrices).map((same) => made.gemm(same, where, extra)),
    ...adapters.map((m) => ofAdapters(input.model, made.gemm([m], where, extra))),
  ];
  const narrow = bytesPerElement(input.activations);
  const wide = activationBytesPerElement(input.activations);
  if (narrow === wide || input.profile.kernels?.quantisesApart === false) return products;
  // Matrices with the same input, such as query and key-value, share the pass.
  const inputs = new Map<string, number>();
  for (const m of matrices) {
    const part = m.side === 'inputs' ? share(m.cut, input.model, input.tensor) : 1;
    inputs.set(`${m.side} ${m.inputs}`, m.inputs * part);
  }
  let total = 0;
  for (const elementsRead of inputs.values()) total += elementsRead;
  const bytes = total * (wide + narrow);
  // Its launch is in that of the products, which were measured with it.
  return [made.move(`quantise (${name})`, where, bytes, 0, extra), ...products];
}

/** Each token multiplies with one adapter's pair, and each adapter that some token needs is read once (S-LoRA, Punica's SGMV). */
function ofAdapters({ adapter }: ModelShape, one: Operator): Operator {
  const { together = 1 } = adapter ?? {};
  return together === 1 ? one : { ...one, weightBytes: together * one.weightBytes };
}

/** Matrices whose rows meet the same inputs, put side by side: engines multiply with them at once. */
function alike(matrices: readonly Matrix[]): readonly (readonly [Matrix, ...Matrix[]])[] {
  const groups = new Map<string, [Matrix, ...Matrix[]]>();
  for (const m of matrices) {
    const key = m.side === 'outputs' ? `${m.inputs}` : m.name;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [m]);
    else group.push(m);
  }
  return [...groups.values()];
}

/** How one operator is made: a product with a weight matrix, or passes that only move bytes. */
export function makers(input: RooflineInput, quantised: Dtype, wide: Dtype) {
  const { model, weights, activations, tensor, profile } = input;
  const kernels = kernelsOf(input.accelerator, profile);
  const width = activationBytesPerElement(activations);
  const cached = cachedWeightShare(input);
  const gemm = (
    same: readonly [Matrix, ...Matrix[]],
    where: Where,
    extra: Partial<Operator> = {},
  ): Operator => {
    const [m] = same;
    const dtype = m.quantised ? quantised : wide;
    const stored = m.quantised
      ? storedBytesPerWeight(model, weights)
      : unquantisedBytesPerElement(weights);
    const weightWidth = stored * cached;
    const computed = m.quantised ? computedShare(model, input.accelerator, dtype) : 1;
    const inputWidth = m.quantised ? Math.min(width, bytesPerElement(activations)) : width;
    const inputs = m.inputs * (m.side === 'inputs' ? share(m.cut, model, tensor) : 1);
    let outputs = 0;
    for (const each of same) {
      outputs += each.outputs * (each.side === 'outputs' ? share(each.cut, model, tensor) : 1);
    }
    const kind = extra.rows === 'routed' ? 'experts' : 'gemm';
    const { efficiency, walkSeconds, ...reached } = kernels.rates(
      dtype,
      kind,
      m.quantised ? weights : dtype,
    );
    const fillFlops = kind === 'experts' ? filledRows(input, kernels) * 2 * inputs * outputs : 0;
    const ridgeRows =
      (reached.flopsPerSecond * weightWidth) / (2 * computed * reached.bytesPerSecond);
    return {
      name: same.map(({ name }) => name).join(' and '),
      rows: 'tokens',
      ...where,
      routes: 1,
      rowChips: tensor,
      flopsPerRow: 2 * inputs * outputs * computed,
      // Padded to the ridge, an expert takes as long as its reading and its multiplications one after the other.
      paddingRows:
        kind === 'experts' && kernels.expertsInTurn
          ? ridgeRows
          : kernels.paddingRows(outputs, ridgeRows),
      bytesPerRow: inputs * inputWidth + outputs * width,
      weightBytes: inputs * outputs * weightWidth,
      leastSeconds: walkSeconds * inputs,
      ...reached,
      launchSeconds:
        kind === 'experts'
          ? fillFlops / kernels.rates(dtype, 'gemm').flopsPerSecond
          : reached.launchSeconds,
      fillFlops,
      dtype,
      source: `GEMM in ${dtype}: peak × ${efficiency.toFixed(2)} (${profile.id})`,
      ...extra,
    };
  };
  /** Launches of the experts of one layer together. */
  const expertLaunchSeconds = kernels.rates(quantised, 'experts', weights).launchSeconds;
  return { gemm, move: passMaker(input, kernels, wide), expertLaunchSeconds };
}

/** Passes that only move bytes. */
function passMaker({ accelerator, profile, tensor }: RooflineInput, kernels: Kernels, wide: Dtype) {
  return (
    name: string,
    where: Where,
    bytesPerRow: number,
    launches = 1,
    extra: Partial<Operator> = {},
  ): Operator => {
    const { bytesPerSecond, launchSeconds } = kernels.rates(wide, 'pass');
    return {
      name,
      rows: 'tokens',
      ...where,
      routes: 1,
      rowChips: tensor,
      flopsPerRow: 0,
      paddingRows: 0,
      bytesPerRow,
      weightBytes: 0,
      leastSeconds: 0,
      flopsPerSecond: Number.POSITIVE_INFINITY,
      bytesPerSecond,
      launchSeconds: launches * launchSeconds,
      fillFlops: 0,
      dtype: null,
      source: `bytes: bandwidth × ${(bytesPerSecond / accelerator.memoryBandwidth).toFixed(2)} (${profile.id})`,
      ...extra,
    };
  };
}

/** Rows that all experts of one chip are filled up with. */
function filledRows({ model, weights, expert }: RooflineInput, kernels: Kernels): number {
  const { moe } = model;
  if (moe === undefined) return 0;
  return kernels.filledRows(weights) * expertsPerRank({ experts: moe.experts, ranks: expert });
}

/** Gate and up read, their product written; without a gate, in and out. */
export function gateBytes(
  model: ModelShape,
  intermediate: number,
  tensor: number,
  width: number,
): number {
  return ((model.gatedMlp ? 3 : 2) * intermediate * width) / tensor;
}
