import type { ModelShape } from '../../physics/data-sheets.ts';
import {
  adapterTargets,
  checkSizes,
  type NewSizes,
  resized,
  type VariantProblem,
} from '../../physics/variants.ts';
import { suggest } from '../did-you-mean.ts';
import type { RawVariant } from '../schema/model-reference.ts';

type RawKind = Exclude<RawVariant['variant'], string>;
type Partly<T> = T extends RawKind ? Pick<T, 'kind'> & Partial<Omit<T, 'kind'>> : never;
/** What was done to a base; a kind that stands as a word has none of its other keys. */
type Kind = Partly<RawKind>;

/** Words that a name has for each size. */
const sizeWords: Readonly<Record<keyof NewSizes, string>> = {
  layers: 'layers',
  hiddenSize: 'wide',
  attentionHeads: 'heads',
  kvHeads: 'kv-heads',
  headDim: 'head-width',
  intermediateSize: 'mlp',
  experts: 'experts',
  expertIntermediateSize: 'expert-mlp',
};

function kindOf({ variant }: RawVariant): Kind {
  return typeof variant === 'string' ? { kind: variant } : variant;
}

function sizesOf(kind: Readonly<Partial<Record<keyof NewSizes, number | undefined>>>): NewSizes {
  const given = Object.keys(sizeWords).filter((key) => kind[key as keyof NewSizes] !== undefined);
  return Object.fromEntries(given.map((key) => [key, kind[key as keyof NewSizes]]));
}

/**
 * The name under which a variant is served: its base, and in short what was done to it.
 * @example variantName({ base: 'llama-3.1-70b', variant: 'sparse' }) // llama-3.1-70b+sparse-2:4
 */
export function variantName(raw: RawVariant): string {
  return `${raw.base}+${raw.name ?? described(kindOf(raw))}`;
}

/** Equal for two ways to write one variant: as a word or a block, whatever the order of its keys. */
export function variantIdentity(raw: RawVariant): string {
  const { base, abilityShift = 0 } = raw;
  const done = Object.entries(kindOf(raw)).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([base, abilityShift, done]);
}

function described(kind: Kind): string {
  const percent = (share: number | undefined) => `${Number((100 * (share ?? 0)).toPrecision(6))}%`;
  const words = (sizes: NewSizes) =>
    Object.entries(sizes).map(([key, size]) => `-${size}-${sizeWords[key as keyof NewSizes]}`);
  switch (kind.kind) {
    case 'sparse':
      return 'sparse-2:4';
    case 'unstructured':
      return `unstructured-${percent(kind.share)}`;
    case 'early-exit':
      return `early-exit-${percent(kind.layerShare)}`;
    case 'lora': {
      if (kind.merged === true) return 'lora-merged';
      const targets = (kind.targets ?? []).map((target) => `-${target}`);
      return `lora-r${kind.rank}${targets.join('')}`;
    }
    case 'distilled': {
      const student = kind.model === undefined ? '' : `-${kind.model}`;
      return ['distilled', student, ...words(sizesOf(kind))].join('');
    }
    case 'pruned':
      return ['pruned', ...words(sizesOf(kind))].join('');
    default:
      return kind.kind;
  }
}

/** The shape of a variant, or all that is wrong with it; keys of problems lie in `variant`, or are `base`. */
type AppliedVariant =
  | { readonly shape: ModelShape }
  | { readonly problems: readonly VariantProblem[] };

/**
 * Makes a variant's shape from its base's. `student` is the shape of the model that a distilled one names, where it names
 * one. A merged adapter and a fine-tuned model cost what their base costs.
 */
export function applyVariant(
  raw: RawVariant,
  base: ModelShape,
  student: ModelShape | null,
): AppliedVariant {
  const kind = kindOf(raw);
  const id = variantName(raw);
  const done = (shape: ModelShape): AppliedVariant => {
    const text = `variant ${id.slice(raw.base.length + 1)} of ${raw.base}: ${base.source.text}`;
    const source = { kind: 'user', text, verified: false } as const;
    const name = `${base.name} (${id.slice(raw.base.length + 1)})`;
    return { shape: { ...shape, id, name, source } };
  };
  switch (kind.kind) {
    case 'fine-tuned':
      return done(base);
    case 'sparse':
      return done({ ...base, sparsity: { kind: '2:4' } });
    case 'unstructured':
      return kind.share === undefined
        ? lacking('unstructured', 'share', 'share', 'share: 50%')
        : done({ ...base, sparsity: { kind: 'unstructured', share: kind.share } });
    case 'pruned':
      return withSizes('pruned', base, sizesOf(kind), done);
    case 'distilled':
      return distilled(base, kind, student, done);
    case 'lora':
      return withAdapter(base, kind, done);
    case 'early-exit':
      return kind.layerShare === undefined
        ? lacking('early-exit', 'layerShare', 'layerShare', 'layerShare: 60%')
        : withExits(base, kind.layerShare, done);
    default:
      return kind satisfies never;
  }
}

type Done = (shape: ModelShape) => AppliedVariant;

function lacking(kind: string, lacks: string, what: string, example: string) {
  const message = `a variant of kind ${kind} needs ${what}`;
  const problem = { key: '', lacks, message, fix: `write {kind: ${kind}, ${example}}` };
  return { problems: [problem] };
}

function withSizes(
  kind: 'pruned' | 'distilled',
  base: ModelShape,
  sizes: NewSizes,
  done: Done,
): AppliedVariant {
  if (Object.keys(sizes).length === 0) {
    const fewer = Math.max(1, Math.round(0.75 * base.layers));
    return lacking(kind, 'layers', 'the sizes that differ', `layers: ${fewer}`);
  }
  const problems = checkSizes(base, sizes, kind === 'pruned');
  return problems.length > 0 ? { problems } : done(resized(base, sizes));
}

function distilled(
  base: ModelShape,
  kind: Extract<Kind, { kind: 'distilled' }>,
  student: ModelShape | null,
  done: Done,
): AppliedVariant {
  const sizes = sizesOf(kind);
  if (student === null) return withSizes('distilled', base, sizes, done);
  if (Object.keys(sizes).length === 0) return done(student);
  const problems = Object.keys(sizes).map((key) => ({
    key,
    message: `the shape is that of model: ${kind.model}`,
    fix: `leave ${key} out, or model`,
  }));
  return { problems };
}

function withAdapter(
  base: ModelShape,
  kind: Extract<Kind, { kind: 'lora' }>,
  done: Done,
): AppliedVariant {
  const { merged, rank, targets } = kind;
  if (merged === true) {
    const unused = (['rank', 'targets'] as const).filter((key) => kind[key] !== undefined);
    if (unused.length === 0) return done(base);
    const message = 'a merged adapter has nothing left that runs';
    return {
      problems: unused.map((key) => ({ key, message, fix: `leave ${key} out, or merged` })),
    };
  }
  const known = adapterTargets(base);
  const problems = (targets ?? []).flatMap((target, index) =>
    known.includes(target)
      ? []
      : [
          {
            key: `targets.${index}`,
            message: `${base.id} has no such matrix for an adapter`,
            fix: suggest(target, known),
          },
        ],
  );
  if (rank === undefined) {
    const missing = lacking('lora', 'rank', 'a rank, or merged: true', 'rank: 16');
    return { problems: [...missing.problems, ...problems] };
  }
  if (problems.length > 0) return { problems };
  const adapter = { rank, targets: [...new Set(targets ?? known)] };
  return done({ ...base, adapter });
}

function withExits(base: ModelShape, layerShare: number, done: Done): AppliedVariant {
  const why =
    base.moe !== undefined
      ? 'a mixture of experts'
      : base.recurrent !== undefined
        ? 'a model with recurrent layers'
        : base.mla !== undefined
          ? 'a model with latent attention'
          : null;
  if (why === null) return done({ ...base, earlyExit: { layerShare } });
  const message = `early exit of ${why} is not available in this version`;
  return { problems: [{ key: '', message, fix: 'take a dense base whose layers all attend' }] };
}
