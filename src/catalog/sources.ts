import type { Source } from '../physics/data-sheets.ts';

/** A figure together with where it comes from. */
export type Cited<T> = readonly [value: T, source: Source];

/** A vendor's document that was the only one consulted. */
export function dataSheet(text: string): Source {
  return { kind: 'data-sheet', text, verified: false };
}

/** A vendor's document whose figure was found again in a second, independent one. */
export function checkedSheet(text: string, against: string): Source {
  return { kind: 'data-sheet', text: `${text}; checked against ${against}`, verified: true };
}

/** A published measurement or a paper's statement. */
export function paper(text: string): Source {
  return { kind: 'paper', text, verified: false };
}

/** Coefficients fitted to measurements: `text` says which, and with what error. */
export function fitted(text: string): Source {
  return { kind: 'fit', text, verified: false };
}

/** Nobody published it: `text` says what it was chosen by. */
export function assumed(text: string): Source {
  return { kind: 'assumed', text: `assumed: ${text}`, verified: false };
}
