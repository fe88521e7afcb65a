import type { Accelerator, Dtype, EngineProfile, Link, ModelShape } from './data-sheets.ts';
import { activationBytesPerElement, bytesPerElement, unquantisedBytesPerElement } from './dtype.ts';
import { elements, type Matrix, share } from './matrices.ts';

/** What the roofline needs to know: hardware, model, layout, precision, engine. */
export interface RooflineInput {
  readonly accelerator: Accelerator;
  /** The link between the chips of one node; not read when the replica is one chip. */
  readonly link: Link;
  readonly model: ModelShape;
  readonly profile: EngineProfile;
  readonly tensor: number;
  readonly pipeline: number;
  readonly weights: Dtype;
  readonly activations: Dtype;
  readonly kvCache: Dtype;
}

/** Which tokens of a step an operator works on. */
export type Rows =
  /** Every token of the step. */
  | 'tokens'
  /** Tokens that yield a next one: decoding sequences and prompts that finish. */
  | 'yielding'
  /** Tokens that prefilling sequences had cached before. */
  | 'cached';

/**
 * One operator of the model on one chip, repeated over layers. For R rows it lasts
 * max((k·R + padding·D)·flopsPerRow ÷ flopsPerSecond, (D·weightBytes + k·R·bytesPerRow) ÷ bytesPerSecond) per repeat,
 * with k = routes of a row and D = distinct copies of the weights that the rows touch (1 unless experts).
 */
export interface Operator {
  readonly name: string;
  readonly rows: Rows;
  /** Times that one micro-batch passes it in the whole model, and in the stage that has it most often. */
  readonly repeats: number;
  readonly stageRepeats: number;
  /** Experts that a row is routed to, and how many there are; 1 and 1 when there is no routing. */
  readonly routes: number;
  readonly copies: number;
  /** Per chip, per row and route. */
  readonly flopsPerRow: number;
  /** Rows that a product is padded by: part-filled tiles. */
  readonly paddingRows: number;
  readonly bytesPerRow: number;
  /** Per chip and copy. */
  readonly weightBytes: number;
  /** Format of the products; null for operators that only move bytes. */
  readonly dtype: Dtype | null;
  /** Where its rates come from, for `explain`. */
  readonly source: string;
}

/** How often an operator comes. */
export type Where = Pick<Operator, 'repeats' | 'stageRepeats'>;

/**
 * Time that 8-bit and narrower products lose beside the multiplications, relative to what 16-bit ones lose:
 * 1/η(narrow) − 1 = this × (1/η(16 bits) − 1). Fitted to GEMMs measured on the H100 (aiconfigurator, vLLM kernels, N and
 * K from 2,000 to 16,384; 512 to 8,192 rows, row counts on and off a tile's edge alike): .48 of peak in fp8 against .76
 * in bf16, each ± .1 over row counts. For int8, fp4 and other chips it is assumed. An ideal engine (η = 1) loses nothing.
 */
const narrowLoss = 3.4;

/**
 * Rows that a product is padded by, per unit of 1 − η: part-filled tiles. Fitted to the same GEMMs in bf16, whose
 * efficiency of .73 at 512 rows and .78 at many means 37 rows.
 */
const paddingPerLoss = 170;

/** Share of a format's peak that products of one kind reach. */
function productEfficiency(
  profile: EngineProfile,
  dtype: Dtype,
  kind: 'gemm' | 'attention',
): number {
  if (kind === 'attention') return profile.attentionEfficiency;
  const loss = 1 / profile.gemmEfficiency - 1;
  return 1 / (1 + loss * (bytesPerElement(dtype) < 2 ? narrowLoss : 1));
}

/** Achieved FLOP/s and bytes/s of one chip: peak × efficiency. */
export function rates(input: RooflineInput, dtype: Dtype, kind: 'gemm' | 'attention') {
  const { accelerator, profile } = input;
  const efficiency = productEfficiency(profile, dtype, kind);
  return {
    flopsPerSecond: (accelerator.peak[dtype] ?? 0) * efficiency,
    bytesPerSecond: accelerator.memoryBandwidth * profile.memoryEfficiency,
  };
}

/** The products with `matrices`, and before them the pass that writes their inputs in a format below 16 bits. */
export function withQuantising(
  input: RooflineInput,
  name: string,
  matrices: readonly Matrix[],
  where: Where,
  made: ReturnType<typeof makers>,
  extra: Partial<Operator> = {},
): Operator[] {
  const products = matrices.map((m) => made.gemm(m, where, extra));
  const narrow = bytesPerElement(input.activations);
  const wide = activationBytesPerElement(input.activations);
  if (narrow === wide) return products;
  // Matrices with the same input, such as query and key-value, share the pass.
  const inputs = new Map<string, number>();
  for (const m of matrices) {
    const part = m.side === 'inputs' ? share(m.cut, input.model, input.tensor) : 1;
    inputs.set(`${m.side} ${m.inputs}`, m.inputs * part);
  }
  let total = 0;
  for (const elementsRead of inputs.values()) total += elementsRead;
  const bytes = (extra.routes ?? 1) * total * (wide + narrow);
  return [made.move(`quantise (${name})`, where, bytes), ...products];
}

/** How one operator is made: a product with a weight matrix, or a pass that only moves bytes. */
export function makers(input: RooflineInput, quantised: Dtype, wide: Dtype) {
  const { model, weights, activations, tensor, profile } = input;
  const width = activationBytesPerElement(activations);
  const gemm = (m: Matrix, where: Where, extra: Partial<Operator> = {}): Operator => {
    const dtype = m.quantised ? quantised : wide;
    const weightWidth = m.quantised
      ? bytesPerElement(weights)
      : unquantisedBytesPerElement(weights);
    const part = share(m.cut, model, tensor);
    const inputWidth = m.quantised ? Math.min(width, bytesPerElement(activations)) : width;
    const read = m.inputs * (m.side === 'inputs' ? part : 1) * inputWidth;
    const written = m.outputs * (m.side === 'outputs' ? part : 1) * width;
    const { flopsPerSecond, bytesPerSecond } = rates(input, dtype, 'gemm');
    const ridgeRows = (flopsPerSecond * weightWidth) / (2 * bytesPerSecond);
    return {
      name: m.name,
      rows: 'tokens',
      ...where,
      routes: 1,
      copies: 1,
      flopsPerRow: 2 * elements(m) * part,
      // A chip whose ridge is low has small tiles, or one token would keep it from its memory's speed.
      paddingRows: Math.min(paddingPerLoss * (1 - profile.gemmEfficiency), ridgeRows / 4),
      bytesPerRow: read + written,
      weightBytes: elements(m) * part * weightWidth,
      dtype,
      source: `GEMM in ${dtype}: peak × ${productEfficiency(profile, dtype, 'gemm').toFixed(2)} (${profile.id})`,
      ...extra,
    };
  };
  const move = (name: string, where: Where, bytesPerRow: number): Operator => ({
    name,
    rows: 'tokens',
    ...where,
    routes: 1,
    copies: 1,
    flopsPerRow: 0,
    paddingRows: 0,
    bytesPerRow,
    weightBytes: 0,
    dtype: null,
    source: `bytes: bandwidth × ${profile.memoryEfficiency} (${profile.id})`,
  });
  return { gemm, move };
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
