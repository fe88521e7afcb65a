import { clearExchanged, type StepTerms } from '../../physics/step-model.ts';
import type { Rank } from './rank.ts';

/**
 * What ranks move in a step that they make together: those that run share what idle ones read and send, for idle ones
 * book nothing; and all exchange at the same time, so that their seconds together are those of the rank that takes longest.
 */
export function shareTraffic(terms: readonly StepTerms[], ranks: readonly Rank[]): void {
  let busy = 0;
  let idleBytes = 0;
  let inside = 0;
  let across = 0;
  let handedOn = 0;
  let longest = terms[0]!;
  for (const [i, each] of terms.entries()) {
    inside += each.insideBytes;
    across += each.acrossBytes;
    handedOn += each.handOnBytes;
    if (secondsOf(each) > secondsOf(longest)) longest = each;
    if (ranks[i]!.batch.running.size > 0) busy++;
    else idleBytes += each.bytes;
  }
  const { insideSeconds, acrossSeconds, handOnSeconds, expertSeconds } = longest;
  for (const [i, each] of terms.entries()) {
    clearExchanged(each);
    if (ranks[i]!.batch.running.size === 0) continue;
    each.bytes += idleBytes / busy;
    each.insideBytes = inside / busy;
    each.acrossBytes = across / busy;
    each.handOnBytes = handedOn / busy;
    each.insideSeconds = insideSeconds / busy;
    each.acrossSeconds = acrossSeconds / busy;
    each.handOnSeconds = handOnSeconds / busy;
    each.expertSeconds = expertSeconds / busy;
  }
}

function secondsOf({ insideSeconds, acrossSeconds, handOnSeconds }: Readonly<StepTerms>): number {
  return insideSeconds + acrossSeconds + handOnSeconds;
}
