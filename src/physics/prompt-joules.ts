import type { Joules, Tokens } from '../base/units.ts';
import { windowedPairs } from './attention.ts';
import type { Coefficients } from './step-coefficients.ts';
import type { PrefillBatch } from './step-model.ts';

/** Joules that the prompts of a step cause by themselves. */
export function promptJoules(c: Coefficients, prefill: Readonly<PrefillBatch>): Joules {
  const { tokens, cachedTokens } = prefill;
  if (tokens === 0) return 0;
  return (
    (c.perToken.joules + c.readBackBytes * c.joulesPerByte) * tokens +
    c.perCached.joules * cachedTokens +
    c.perPair.joules * windowedPairs(c.window, prefill.attentionPairs, tokens) +
    c.perPrompt.joules * tokens +
    c.perChunk.joules * prefill.sequences
  );
}

/** Joules that one chunk of a prompt causes by itself. */
export function chunkJoules(c: Coefficients, chunkTokens: Tokens, cachedTokens: Tokens): Joules {
  const causal = chunkTokens * cachedTokens + (chunkTokens * (chunkTokens + 1)) / 2;
  const pairs = windowedPairs(c.window, causal, chunkTokens);
  return (
    c.perToken.joules * chunkTokens +
    c.readBackBytes * c.joulesPerByte * chunkTokens +
    c.perCached.joules * cachedTokens +
    c.perPair.joules * pairs +
    c.perPrompt.joules * chunkTokens +
    c.perChunk.joules
  );
}
