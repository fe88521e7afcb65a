import type { Sequence } from './plain-sequence.ts';

/** The sums that a step's cost depends on. Without a cache, `rerun`, every sequence is a prompt of its whole context. */
export function loadOf(planned: ReadonlyMap<Sequence, number>, rerun = false) {
  let decoding = 0;
  let context = 0;
  const prefill = { sequences: 0, tokens: 0, cachedTokens: 0, attentionPairs: 0, finishing: 0 };
  for (const [sequence, tokens] of planned) {
    if (sequence.phase === 'decode' && !rerun) {
      decoding += 1;
      context += sequence.computed;
      continue;
    }
    const cached = sequence.computed;
    prefill.sequences += 1;
    prefill.tokens += tokens;
    prefill.cachedTokens += cached;
    prefill.attentionPairs += tokens * cached + (tokens * (tokens + 1)) / 2;
    if (rerun || cached + tokens === sequence.prefillTarget) prefill.finishing += 1;
  }
  return { decoding, context, prefill };
}
