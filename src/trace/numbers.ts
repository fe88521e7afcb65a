/** Largest token count that the columns (and any engine) hold: 2³¹ − 1. */
export const maxTokenCount = 2_147_483_647;

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** A finite decimal number, or NaN: no hexadecimal, no `Infinity`, no empty text, no thousands separators. */
export function parseDecimal(text: string): number {
  const trimmed = text.trim();
  if (!decimal.test(trimmed)) return Number.NaN;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A token count from text; −1 where it is none ({@link tokenProblem} says why). `12.0` is 12: pandas writes that. */
export function parseTokens(text: string): number {
  const length = text.length;
  if (length > 0 && length <= 9) {
    let value = 0;
    let i = 0;
    for (; i < length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (i === length) return value;
  }
  return toTokens(parseDecimal(text));
}

/** A token count from a number; −1 where it is none. */
export function toTokens(value: number): number {
  return value >= 0 && value <= maxTokenCount && Number.isInteger(value) ? value + 0 : -1;
}

/** Why a value is no token count. */
export function tokenProblem(value: number): { readonly what: string; readonly fix: string } {
  const fix = 'write a whole number of tokens, such as 128';
  if (Number.isNaN(value)) return { what: 'is not a number', fix };
  if (value < 0) return { what: 'is negative', fix };
  if (value > maxTokenCount) return { what: `is beyond ${maxTokenCount}`, fix };
  return { what: 'is a fraction of a token', fix };
}

/** Why a value is no deadline. */
export const deadlineProblem = {
  what: 'is no time after the arrival',
  fix: 'write seconds from the arrival on, such as 0.5',
} as const;

/** A value of the file as a message may show it: quoted, control characters escaped, cut to length. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(cut(value));
  return typeof value === 'number' ? String(value) : cut(JSON.stringify(value) ?? String(value));
}

function cut(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
