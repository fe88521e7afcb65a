import type { Accelerator, ModelShape } from '../../physics/data-sheets.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { type MemoryFit, type MemoryInput, memoryFit, roomOfOne } from '../../physics/memory.ts';
import { engineProfileOf } from '../profile-file/custom-profile.ts';
import type { EngineSpec, Parallelism, Pool } from '../scenario.ts';

/** What the memory of a pool's replicas follows from, but for their layout. */
export interface PoolDraft {
  readonly accelerator: Accelerator;
  readonly shape: ModelShape;
  readonly precision: Pool['precision'];
  readonly engine: EngineSpec;
  readonly acceleratorsPerNode: number;
  /** Other models on the same chips, each with an engine of its own. */
  readonly beside?: readonly ModelShape[];
  /** Present where only some of them are there at a time. */
  readonly residency?: Pick<NonNullable<Pool['residency']>, 'models'>;
  /** Present where the others are processes of their own, with memory of theirs. */
  readonly sharing?: Pool['sharing'];
}

/** Drafts of the models that the same chips hold. */
export function besideEachOther(
  shapes: readonly ModelShape[],
  common: Omit<PoolDraft, 'shape' | 'beside'>,
): readonly PoolDraft[] {
  return shapes.map((shape) => ({
    ...common,
    shape,
    beside: shapes.filter((other) => other !== shape),
  }));
}

/** Memory of one replica of a pool that is (or might be) laid out as given. `pipeline` must not exceed the layers. */
export function fitOf(draft: PoolDraft, layout: Parallelism): MemoryFit {
  const beside = draft.sharing === undefined ? draft.beside : undefined;
  const alone = (shape: ModelShape) => memoryFit(memoryInput({ ...draft, shape }, layout));
  const input = memoryInput(draft, layout);
  if (beside === undefined || beside.length === 0) return memoryFit(input);
  const held = beside
    .map(alone)
    .map((fit) => fit.weightBytes + fit.activationBytes + fit.reserveBytes);
  // of those that come and go, the largest may be there
  const most = draft.residency === undefined ? held.length : draft.residency.models - 1;
  const there = held.sort((a, b) => b - a).slice(0, most);
  return memoryFit({ ...input, besideBytes: there.reduce((sum, bytes) => sum + bytes, 0) });
}

function memoryInput(draft: PoolDraft, layout: Parallelism): MemoryInput {
  const { accelerator, shape, precision, engine } = draft;
  return {
    accelerator,
    model: shape,
    ...layout,
    ...precision,
    memoryUtilization: engine.memoryUtilization,
    maxBatchedTokens: engine.maxBatchedTokens,
    blockTokens: engine.blockTokens,
    reserveBytes: engineProfileOf(engine).reserveBytes,
    ...draftOf(engine),
  };
}

/** What drafts beside the model; nothing where nothing does. */
export function draftOf({ speculation }: EngineSpec): Pick<MemoryInput, 'draft'> {
  if (speculation?.draft === undefined) return {};
  const { method, draft } = speculation;
  return { draft: { model: draft.shape, hasTables: method === 'draft-model' } };
}

/** Whether a pool's layout is one at all: rules say what is wrong with it, and its memory is asked for only then. */
export function isPossible({
  parallelism,
  serves,
  beside,
}: Pick<Pool, 'parallelism' | 'serves' | 'beside'>): boolean {
  const shape = serves[0]?.shape;
  if (shape === undefined || isOneShot(shape)) return false;
  const { tensor, pipeline, data, expert } = parallelism;
  if ((tensor * data) % expert !== 0) return false;
  return [shape, ...(beside ?? [])].every(
    ({ layers, moe }) => pipeline <= layers && expert <= (moe?.experts ?? 1),
  );
}

/** Tensor degrees that a node and a model allow, ascending; instances of a chip do not reach each other. */
export function tensorChoices(
  draft: Pick<PoolDraft, 'accelerator' | 'shape' | 'acceleratorsPerNode'>,
  { pipeline, data, expert }: Omit<Parallelism, 'tensor'>,
): number[] {
  const { accelerator, shape, acceleratorsPerNode } = draft;
  if (accelerator.partOf !== undefined) return pipeline * data * expert === 1 ? [1] : [];
  const most = Math.min(acceleratorsPerNode / (pipeline * data), shape.attentionHeads);
  const choices: number[] = [];
  for (let tensor = 1; tensor <= most; tensor++) {
    const whole = acceleratorsPerNode % tensor === 0 && shape.attentionHeads % tensor === 0;
    if (whole && (tensor * data) % expert === 0) choices.push(tensor);
  }
  return choices;
}

/** Assumed: most requests are shorter. */
const COMFORTABLE_TOKENS = 32_768;

/** KV tokens of one long sequence, as far as the model's context goes. */
export function roomyTokens(shape: ModelShape): number {
  return Math.min(COMFORTABLE_TOKENS, shape.contextTokens);
}

/**
 * The default tensor degree: the smallest with room for the weights and one long sequence of each of the models that the
 * pool's replicas hold (`drafts`, each beside the others); 1 when none has.
 */
export function smallestTensor(
  drafts: readonly PoolDraft[],
  rest: Omit<Parallelism, 'tensor'>,
): number {
  const [first, ...others] = drafts.map((draft) => tensorChoices(draft, rest));
  const choices = (first ?? []).filter((tensor) => others.every((each) => each.includes(tensor)));
  if (drafts.some(({ shape }) => rest.pipeline > shape.layers)) return choices[0] ?? 1;
  const fits = (tensor: number) =>
    drafts.every((draft) => {
      const tokens = draft.engine.kvCache === false ? 1 : roomyTokens(draft.shape);
      const fit = fitOf(draft, { tensor, ...rest });
      return roomOfOne(fit, fit.kvBlocks) >= tokens;
    });
  return choices.find(fits) ?? choices[0] ?? 1;
}
