import { isFree } from '../physics/ideal.ts';
import type { RooflineInput } from '../physics/step-time.ts';
import type { Pool } from '../scenario/scenario.ts';
import type { SpeculationSpec } from '../scenario/speculation.ts';
import type { DecodingSpec, DraftSpec } from './compiled.ts';
import { rooflineInput } from './roofline-input.ts';

/** Engines without a KV cache, and those that draft; nothing of others. */
export function compileDecoding(pool: Pool): { readonly decoding?: DecodingSpec } {
  const { kvCache, speculation, stepTime } = pool.engine;
  if (kvCache === false) return { decoding: { kind: 'recompute' } };
  if (speculation === undefined) return {};
  const { tokens, acceptance } = speculation;
  const draft: DraftSpec =
    stepTime === null ? draftSpec(rooflineInput(pool), speculation) : { kind: 'stated' };
  return { decoding: { kind: 'speculation', tokens, acceptance, draft } };
}

/** Assumed: a search through a few thousand tokens for the last few, on one core. */
const lookupSeconds = 20e-6;

/** The host's work per step and sequence is that of the step which verifies; drafting passes have their launches alone. */
function draftSpec(input: RooflineInput, { draft }: SpeculationSpec): DraftSpec {
  if (draft === undefined) {
    return { kind: 'host', secondsPerSequence: isFree(input, 'host') ? 0 : lookupSeconds };
  }
  const profile = { ...input.profile, hostSecondsPerStep: 0, hostSecondsPerSequence: 0 };
  const expert = draft.shape.moe === undefined ? 1 : input.expert;
  return { kind: 'passes', input: { ...input, model: draft.shape, profile, expert } };
}
