import { distance } from 'fastest-levenshtein';
import type { OptionalColumn } from './trace-columns.ts';

/** What a column means. `unused` columns are known to the format, but this version does nothing with them. */
export type FieldRole = 'arrival' | 'prompt' | 'output' | OptionalColumn | 'unused';

export interface LayoutField {
  readonly name: string;
  readonly role: FieldRole;
  /** Of an unused column: what is said where a file has it. */
  readonly note?: string;
}

/** All that tells one format from another; the parsers of CSV and JSON lines do the rest. */
export interface TraceLayout {
  readonly id: string;
  /** More than one: the first character of the file decides. */
  readonly syntaxes: readonly ('csv' | 'jsonl')[];
  readonly fields: readonly LayoutField[];
  /** Tokens of each block where contents are lists of blocks' numbers; without it they are names. */
  readonly blockTokens?: number;
  /** Of the clock that arrivals are read in. */
  readonly unitsPerSecond: number;
  /** Reads an arrival of a CSV file in units of the clock; NaN for none. One is made per file, so it may keep state. */
  createArrivalParser(): (text: string) => number;
  /** What an arrival looks like, for messages. */
  readonly arrivalExample: string;
  /** Why a row without output tokens is dropped. */
  readonly emptyOutputReason: string;
}

export const emptyPromptReason = 'no prompt tokens';

/** Arrivals beyond this (in units of the clock) would lose whole units to rounding: 2⁵³ − 1. */
export const maxArrival = Number.MAX_SAFE_INTEGER;

export function fieldOf(layout: TraceLayout, role: FieldRole): LayoutField {
  return layout.fields.find((field) => field.role === role) as LayoutField;
}

export function isRequired(field: LayoutField): boolean {
  return field.role === 'arrival' || field.role === 'prompt' || field.role === 'output';
}

/** The header that the format asks for. */
export function requiredHeader(layout: TraceLayout): string {
  return layout.fields
    .filter(isRequired)
    .map((field) => field.name)
    .join(',');
}

/** The candidate that `name` is a likely misspelling of: at most two letters off, or a fifth of a longer name. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  if (name.length > 64) return null;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const letters = distance(name.toLowerCase(), candidate.toLowerCase());
    const allowed = Math.min(Math.max(2, Math.floor(candidate.length / 5)), candidate.length - 2);
    if (letters <= allowed && letters < least) {
      best = candidate;
      least = letters;
    }
  }
  return best;
}
