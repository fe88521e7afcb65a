import type { Joules } from '../base/units.ts';
import type { Coefficients } from './step-coefficients.ts';

/** What one decoding sequence brings to a step. */
export interface DecodeCosts {
  /** Tokens that it brings: its newest, and a draft of those that may come after it. */
  readonly queries: number;
  /** Keys that its queries meet beside those cached before the step, Σ over queries: 1 + 2 + … */
  readonly keys: number;
  /** Joules of its own, however much it has cached, and per token cached. */
  readonly tokenJoules: Joules;
  readonly contextJoules: Joules;
}

/** The costs of a decoding sequence with `queries` tokens: its cache is read once, multiplied with each, sampled from once. */
export function decodeCosts(c: Coefficients, queries: number): DecodeCosts {
  const { perToken, perYield, perContext, perWindow, perDecoding } = c;
  if (queries === 1) {
    return {
      queries,
      keys: 1,
      tokenJoules:
        perToken.joules +
        perYield.joules +
        perContext.joules +
        perWindow.joules +
        perDecoding.joules,
      contextJoules: perContext.joules,
    };
  }
  const keys = (queries * (queries + 1)) / 2;
  const read = (totals: { bytes: number }) => totals.bytes * c.joulesPerByte;
  const multiplied = (totals: { bytes: number; joules: number }) => totals.joules - read(totals);
  return {
    queries,
    keys,
    tokenJoules:
      queries * perToken.joules +
      (queries * perYield.joules - (queries - 1) * c.samplingJoules) +
      (keys * multiplied(perContext) + queries * read(perContext)) +
      (queries * multiplied(perWindow) + read(perWindow)) +
      perDecoding.joules,
    contextJoules: queries * multiplied(perContext) + read(perContext),
  };
}
