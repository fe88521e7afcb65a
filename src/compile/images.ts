import { assert } from '../base/assert.ts';
import type { EncodingInput } from '../physics/encoding.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { encoderShape } from '../physics/vision.ts';
import type { LengthSpec } from '../policy/length/port.ts';
import type { Pool, Workload } from '../scenario/scenario.ts';
import { servedModel } from './longest-requests.ts';
import { rooflineInput } from './roofline-input.ts';

/** Of a workload; absent where its prompts have no images. */
export interface CompiledImages {
  /** How many a prompt has, and what each of them adds to its tokens. */
  readonly images?: { readonly perRequest: LengthSpec; readonly tokens: number };
}

export function compileImages({ images }: Workload): CompiledImages {
  if (images === undefined) return {};
  return { images: { perRequest: images.perRequest, tokens: images.size.tokens } };
}

/**
 * What a pool encodes in its steps, where it does: all of them, or, beside the prompts of a model that no pool encodes for,
 * their images. The encoder is cut like the decoder. In a decoder's step its launches are the host's work of each layer; a
 * step's and a sequence's are the decoder's, which counts them.
 */
export function encodingOf(
  pool: Pool,
  workloads: readonly Workload[],
  pools: readonly Pool[],
): { readonly encoding?: EncodingInput } {
  const { shape, ref } = servedModel(pool);
  const asking = workloads.find(({ model, images }) => model === ref && images !== undefined);
  if (asking?.images === undefined || isOneShot(shape)) return {};
  const { graphs: _, ...input } = rooflineInput(pool);
  const image = asking.images.size;
  // a projector yields tokens without sampling them
  const profile = { ...input.profile, hostSecondsPerSequence: 0 };
  if (pool.role === 'encode') return { encoding: { input: { ...input, profile }, image } };
  const isEncoded = pools.some(({ role, serves }) => role === 'encode' && serves[0]?.ref === ref);
  if (isEncoded || pool.role === 'decode') return {};
  const model = encoderShape(shape);
  assert(model !== null, `pool ${pool.name} does not see images`);
  const { hidesHost: __, ...own } = input;
  return {
    encoding: { input: { ...own, model, profile: { ...profile, hostSecondsPerStep: 0 } }, image },
  };
}
