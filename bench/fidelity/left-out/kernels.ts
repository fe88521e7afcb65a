import { acceleratorId } from '../../../src/fit/catalog-names.ts';
import type { KernelFit } from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import { kernelProfile } from '../operator-step.ts';
import { opsAttentionContext, opsAttentionGeneration } from '../ops-attention.ts';
import { opsGemm } from '../ops-gemm.ts';
import { opsMoe } from '../ops-moe.ts';
import type { DataFile, FileKind } from '../port.ts';
import type { DataRow } from '../row.ts';
import type { Group } from './folds.ts';

/** Rows of one group at most, spread evenly over its table. */
const mostRows = 240;
/** Shapes are left out in this many parts. */
const shapeParts = 3;

/** A kind of kernel: what is fitted, from which file, on which rows. */
interface Kind {
  readonly name: string;
  readonly kind: FileKind;
  readonly of: (row: DataRow) => boolean;
  readonly get: (fit: KernelFit) => readonly number[];
  readonly set: (fit: KernelFit, x: readonly number[]) => KernelFit;
  readonly atMost: readonly number[];
  /** What a shape is: columns that come from the model. */
  readonly shape: readonly string[];
}

const free = Number.POSITIVE_INFINITY;
const at = (x: readonly number[], i: number): number => x[i] ?? Number.NaN;
const isWide = (column: string) => (row: DataRow) => row.text(column) === 'bfloat16';
const products = { kind: opsGemm, shape: ['n', 'k'] } as const;
const experts = { kind: opsMoe, shape: ['hidden_size', 'num_experts'] } as const;
const heads = ['num_heads', 'num_key_value_heads'] as const;

const kinds: readonly Kind[] = [
  {
    ...products,
    name: 'products, 16 bits',
    of: isWide('gemm_dtype'),
    get: (f) => [f.gemmEfficiency.wide, f.gemmLaunchSeconds.wide, f.weightStream, f.paddingRows],
    set: (f, x) => ({
      ...f,
      gemmEfficiency: { ...f.gemmEfficiency, wide: at(x, 0) },
      gemmLaunchSeconds: { ...f.gemmLaunchSeconds, wide: at(x, 1) },
      weightStream: at(x, 2),
      paddingRows: at(x, 3),
    }),
    atMost: [1, free, 1, free],
  },
  {
    ...products,
    name: 'products, fp8',
    of: (row) => row.text('gemm_dtype') === 'fp8',
    get: (f) => [f.gemmEfficiency.narrow, f.gemmLaunchSeconds.narrow],
    set: (f, x) => ({
      ...f,
      gemmEfficiency: { ...f.gemmEfficiency, narrow: at(x, 0) },
      gemmLaunchSeconds: { ...f.gemmLaunchSeconds, narrow: at(x, 1) },
    }),
    atMost: [1, free],
  },
  {
    ...products,
    name: 'products, fp8 by blocks',
    of: (row) => row.text('gemm_dtype') === 'fp8_block',
    get: ({ blockScaled: b }) => [
      b.gemmEfficiency,
      b.gemmLaunchSeconds,
      b.weightStream,
      b.walkSeconds,
    ],
    set: (f, x) => ({
      ...f,
      blockScaled: {
        ...f.blockScaled,
        gemmEfficiency: at(x, 0),
        gemmLaunchSeconds: at(x, 1),
        weightStream: at(x, 2),
        walkSeconds: at(x, 3),
      },
    }),
    atMost: [1, free, 1, free],
  },
  {
    ...experts,
    name: 'experts, 16 bits',
    of: isWide('moe_dtype'),
    get: (f) => [f.expertEfficiency.wide, f.expertLaunchSeconds.wide, f.expertStream],
    set: (f, x) => ({
      ...f,
      expertEfficiency: { ...f.expertEfficiency, wide: at(x, 0) },
      expertLaunchSeconds: { ...f.expertLaunchSeconds, wide: at(x, 1) },
      expertStream: at(x, 2),
    }),
    atMost: [1, free, 1],
  },
  {
    ...experts,
    name: 'experts, fp8 by blocks',
    of: (row) => row.text('moe_dtype') === 'fp8_block',
    get: ({ blockScaled: b }) => [b.expertEfficiency, b.expertLaunchSeconds],
    set: (f, x) => ({
      ...f,
      blockScaled: { ...f.blockScaled, expertEfficiency: at(x, 0), expertLaunchSeconds: at(x, 1) },
    }),
    atMost: [1, free],
  },
  {
    name: 'prefill attention',
    kind: opsAttentionContext,
    shape: heads,
    of: (row) => isWide('kv_cache_dtype')(row) && row.number('isl') >= 16,
    get: (f) => [f.promptEfficiency, f.promptPaddingKeys, f.attentionLaunchSeconds],
    set: (f, x) => ({
      ...f,
      promptEfficiency: at(x, 0),
      promptPaddingKeys: at(x, 1),
      attentionLaunchSeconds: at(x, 2),
    }),
    atMost: [1, free, free],
  },
  {
    name: 'decode attention',
    kind: opsAttentionGeneration,
    shape: heads,
    of: isWide('kv_cache_dtype'),
    get: (f) => [f.cacheStream.wide, f.sequenceHeadSeconds, f.attentionLaunchSeconds],
    set: (f, x) => ({
      ...f,
      cacheStream: { ...f.cacheStream, wide: at(x, 0) },
      sequenceHeadSeconds: at(x, 1),
      attentionLaunchSeconds: at(x, 2),
    }),
    atMost: [1, free, free],
  },
];

/** Every kind of kernel in `file`, on every chip that was measured. */
export function kernelGroups(file: DataFile): readonly Group<DataRow>[] {
  return kinds
    .filter(({ kind }) => kind.pattern.test(file.name))
    .flatMap((each) => {
      const rows = file.rows.filter((row) => row.suspect === '' && each.of(row));
      const systems = [...new Set(rows.map((row) => row.text('system')))].sort();
      const own = systems.map((system) =>
        groupOf(file, each, system, spread(rows.filter((row) => row.text('system') === system))),
      );
      return systems.length < 2 ? own : [...own, acrossChips(file, each, systems, rows)];
    });
}

/** Rows that stand for all: by a fixed stride, so that a run can be repeated. */
function spread(rows: readonly DataRow[]): readonly DataRow[] {
  // An odd stride meets every value of a column that repeats.
  const stride = Math.max(1, Math.floor(rows.length / mostRows)) | 1;
  return rows.filter((_, i) => i % stride === 0);
}

function groupOf(
  file: DataFile,
  kind: Kind,
  system: string,
  rows: readonly DataRow[],
): Group<DataRow> {
  const start = kind.get(fitOf(system));
  return {
    name: `${kind.name}, ${system}`,
    rows,
    start,
    atMost: kind.atMost,
    ratio: (row, x) => ratio(file, kind, row, kind.set(fitOf(system), x)),
    folds: { shapes: (row) => part(kind.shape.map((column) => row.text(column)).join(' ')) },
  };
}

/** One fit for all chips: what a chip is predicted by that was not measured. */
function acrossChips(
  file: DataFile,
  kind: Kind,
  systems: readonly string[],
  rows: readonly DataRow[],
): Group<DataRow> {
  const fit = fitOf(systems.at(-1) ?? '');
  const own = systems.flatMap((s) => spread(rows.filter((row) => row.text('system') === s)));
  return {
    name: `${kind.name}, one fit for all chips`,
    rows: own,
    start: kind.get(fit),
    atMost: kind.atMost,
    ratio: (row, x) => ratio(file, kind, row, kind.set(fit, x)),
    folds: { chip: (row) => row.text('system') },
  };
}

function fitOf(system: string): KernelFit {
  const { chips, otherwise } = kernelProfile.kernels ?? {};
  const found = chips?.[acceleratorId(system)] ?? otherwise;
  if (found === undefined) throw new Error(`${kernelProfile.id} has no kernels`);
  return found.fit;
}

function ratio(file: DataFile, { kind }: Kind, row: DataRow, fit: KernelFit): number {
  const library = kernelProfile.kernels;
  const id = acceleratorId(row.text('system'));
  const processors = library?.chips[id]?.processors ?? library?.otherwise.processors ?? 1;
  const refitted: EngineProfile = {
    ...kernelProfile,
    kernels: {
      id: 'refitted',
      quantisesApart: true,
      blockFilledRows: 0,
      chips: {},
      otherwise: { fit, processors },
    },
  };
  const [figure] = kind.open(file, refitted)(row).figures;
  if (figure === undefined) return Number.NaN;
  return figure.predicted / figure.measured;
}

/** Which of the parts a shape belongs to: by its letters, so that one shape is never in two. */
function part(shape: string): string {
  let sum = 0;
  for (const letter of shape) sum = (31 * sum + letter.charCodeAt(0)) % 65_521;
  return `${(sum % shapeParts) + 1} of ${shapeParts}`;
}
