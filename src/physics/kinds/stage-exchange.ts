import type { Bytes, Seconds } from '../../base/units.ts';
import type { Accelerator, Dtype, Link } from '../data-sheets.ts';
import { activationBytesPerElement } from '../dtype.ts';
import { isFree, type WithIdeal } from '../ideal.ts';
import type { OneShotProfile } from './one-shot-profile.ts';
import type { Stage } from './stages.ts';

/** The chips that share a stage, and what joins them. */
interface SharingChips extends WithIdeal {
  readonly chips: number;
  readonly ring: number;
  readonly link: Link;
  readonly accelerator: Accelerator;
  readonly profile: OneShotProfile;
  readonly activations: Dtype;
}

/** One pass of a stage: seconds that its chips exchange tokens, heads, keys and values, and bytes that they all send. */
export function stageExchange(
  input: SharingChips,
  stage: Stage,
  batch: number,
): { readonly seconds: Seconds; readonly bytes: Bytes } {
  const { chips, ring, link, profile, accelerator, activations } = input;
  if (!stage.shared || chips === 1) return { seconds: 0, bytes: 0 };
  const width = activationBytesPerElement(activations);
  const items = batch * stage.copies;
  const ownBytes = (items * stage.exchangedTokens * stage.exchangedWidth * width) / chips;
  const group = chips / ring;
  const bandwidth = accelerator.memoryBandwidth * profile.memoryEfficiency;
  let seconds = isFree(input, 'memory') ? 0 : (profile.exchangePasses * 2 * ownBytes) / bandwidth;
  if (isFree(input, 'network')) return { seconds: stage.exchanges * seconds, bytes: 0 };
  if (group > 1) {
    seconds +=
      stage.exchangeMoves *
      (link.alphaSeconds + (((group - 1) / group) * ownBytes) / link.bandwidth);
  }
  seconds += (ring - 1) * (profile.ringSeconds + (2 * ownBytes) / link.bandwidth);
  const sent = stage.exchangeMoves * ((group - 1) / group) + 2 * (ring - 1);
  return { seconds: stage.exchanges * seconds, bytes: stage.exchanges * chips * sent * ownBytes };
}
