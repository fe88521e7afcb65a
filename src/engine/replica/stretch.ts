import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { StepTerms } from '../../physics/step-model.ts';

/**
 * A run of equal steps: the same sequences decode, each a token longer every step, so the j-th step lasts
 * `fixed + max of lines in j` (physics/step-model.ts). The upper envelope of the lines has at most four pieces, on
 * each of which durations are an arithmetic series. Boundaries are `anchor + seconds(k)`: evaluated, never accumulated,
 * so that looking at a stretch, or cutting it, changes no bit.
 */
export class Stretch {
  /** Instant at which the first step starts. */
  anchor = 0;
  #fixed = 0;
  /** Value at j = 0 and slope per step of the line that leads on each piece. */
  #a0 = 0;
  #b0 = 0;
  #a1 = 0;
  #b1 = 0;
  #a2 = 0;
  #b2 = 0;
  #a3 = 0;
  #b3 = 0;
  /** First step of the second, third and fourth piece; Infinity where there is none. */
  #start1 = Number.POSITIVE_INFINITY;
  #start2 = Number.POSITIVE_INFINITY;
  #start3 = Number.POSITIVE_INFINITY;
  /** Seconds of all steps before the second, third and fourth piece. */
  #before1 = 0;
  #before2 = 0;
  #before3 = 0;

  /**
   * Starts a stretch at `anchor` in which `sequences` decode, with `context` tokens cached before the first step; every
   * step takes `pace` times as long as its terms say.
   */
  load(
    given: Readonly<StepTerms>,
    sequences: number,
    context: number,
    anchor: number,
    pace = 1,
  ): void {
    const terms = pace === 1 ? given : this.#slowed(given, pace);
    this.anchor = anchor;
    this.#fixed = terms.fixedSeconds;
    this.#start1 = Number.POSITIVE_INFINITY;
    this.#start2 = Number.POSITIVE_INFINITY;
    this.#start3 = Number.POSITIVE_INFINITY;
    const v0 = terms.a0 + terms.b0 * context;
    const v1 = terms.a1 + terms.b1 * context;
    const v2 = terms.a2 + terms.b2 * context;
    const v3 = terms.a3 + terms.b3 * context;
    let a = v0;
    let b = terms.b0;
    if (v1 > a || (v1 === a && terms.b1 > b)) {
      a = v1;
      b = terms.b1;
    }
    if (v2 > a || (v2 === a && terms.b2 > b)) {
      a = v2;
      b = terms.b2;
    }
    if (v3 > a || (v3 === a && terms.b3 > b)) {
      a = v3;
      b = terms.b3;
    }
    this.#a0 = a;
    this.#b0 = b * sequences;
    if (terms.b0 <= b && terms.b1 <= b && terms.b2 <= b && terms.b3 <= b) return;
    this.#bend(terms, sequences, [v0, v1, v2, v3]);
  }

  #slowed(terms: Readonly<StepTerms>, pace: number): Readonly<StepTerms> {
    const { fixedSeconds, a0, b0, a1, b1, a2, b2, a3, b3 } = terms;
    const all = { a0, b0, a1, b1, a2, b2, a3, b3, fixedSeconds };
    const slowed = Object.entries(all).map(([key, value]) => [key, value * pace]);
    return { ...terms, ...Object.fromEntries(slowed) };
  }

  /** Finds where steeper lines take over. */
  #bend(terms: Readonly<StepTerms>, n: number, values: readonly number[]): void {
    const slopes = [terms.b0 * n, terms.b1 * n, terms.b2 * n, terms.b3 * n];
    const first = nextPiece(this.#a0, this.#b0, 0, values, slopes);
    if (first === null) return;
    this.#start1 = first.start;
    this.#a1 = first.a;
    this.#b1 = first.b;
    this.#before1 = pieceSeconds(this.#fixed, this.#a0, this.#b0, 0, first.start);
    const second = nextPiece(this.#a1, this.#b1, this.#start1, values, slopes);
    if (second === null) return;
    this.#start2 = second.start;
    this.#a2 = second.a;
    this.#b2 = second.b;
    const middle = pieceSeconds(this.#fixed, this.#a1, this.#b1, this.#start1, second.start);
    this.#before2 = this.#before1 + middle;
    const third = nextPiece(this.#a2, this.#b2, this.#start2, values, slopes);
    if (third === null) return;
    this.#start3 = third.start;
    this.#a3 = third.a;
    this.#b3 = third.b;
    const late = pieceSeconds(this.#fixed, this.#a2, this.#b2, this.#start2, third.start);
    this.#before3 = this.#before2 + late;
  }

  /** Seconds from the anchor to the end of the k-th step. */
  seconds(k: number): number {
    if (k <= this.#start1) {
      return k * (this.#fixed + this.#a0) + this.#b0 * ((k * (k - 1)) / 2);
    }
    if (k <= this.#start2) {
      return this.#before1 + pieceSeconds(this.#fixed, this.#a1, this.#b1, this.#start1, k);
    }
    if (k <= this.#start3) {
      return this.#before2 + pieceSeconds(this.#fixed, this.#a2, this.#b2, this.#start2, k);
    }
    return this.#before3 + pieceSeconds(this.#fixed, this.#a3, this.#b3, this.#start3, k);
  }

  /** Instant at which the k-th step ends; the anchor for k = 0. */
  boundary(k: number): number {
    return this.anchor + this.seconds(k);
  }

  /** Seconds of the step with index j, from 0. */
  stepSeconds(j: number): number {
    if (j < this.#start1) return this.#fixed + (this.#a0 + this.#b0 * j);
    if (j < this.#start2) return this.#fixed + (this.#a1 + this.#b1 * j);
    if (j < this.#start3) return this.#fixed + (this.#a2 + this.#b2 * j);
    return this.#fixed + (this.#a3 + this.#b3 * j);
  }

  /** The first step of the piece after the one that step `j` lies on; Infinity on the last piece. */
  nextPiece(j: number): number {
    if (j < this.#start1) return this.#start1;
    if (j < this.#start2) return this.#start2;
    return j < this.#start3 ? this.#start3 : Number.POSITIVE_INFINITY;
  }

  /** The least k > `done` whose boundary is at `seconds` or later, or as good as that. */
  boundaryAfter(done: number, seconds: number): number {
    return Math.max(this.firstBoundaryAtOrAfter(seconds - TIE_SECONDS), done + 1);
  }

  /** Steps that are over at `seconds`, or as good as that. */
  stepsOver(seconds: number): number {
    const next = this.firstBoundaryAtOrAfter(seconds - TIE_SECONDS);
    return this.boundary(next) <= seconds + TIE_SECONDS ? next : next - 1;
  }

  /** The least k ≥ 1 whose boundary is at `time` or later. */
  firstBoundaryAtOrAfter(time: number): number {
    const elapsed = time - this.anchor;
    let start = 0;
    let before = 0;
    let a = this.#a0;
    let b = this.#b0;
    if (elapsed > this.#before3 && this.#start3 < Number.POSITIVE_INFINITY) {
      start = this.#start3;
      before = this.#before3;
      a = this.#a3;
      b = this.#b3;
    } else if (elapsed > this.#before2 && this.#start2 < Number.POSITIVE_INFINITY) {
      start = this.#start2;
      before = this.#before2;
      a = this.#a2;
      b = this.#b2;
    } else if (elapsed > this.#before1 && this.#start1 < Number.POSITIVE_INFINITY) {
      start = this.#start1;
      before = this.#before1;
      a = this.#a1;
      b = this.#b1;
    }
    const rest = Math.max(0, elapsed - before);
    // Σ over m steps = m·(first − b/2) + b·m²/2 = rest, solved in the form that loses no digits when b is tiny
    const linear = this.#fixed + a + b * start - b / 2;
    const root =
      b === 0 ? rest / linear : (2 * rest) / (linear + Math.sqrt(linear * linear + 2 * b * rest));
    let k = Math.max(1, start + Math.ceil(root));
    while (this.boundary(k) < time) k++;
    while (k > 1 && this.boundary(k - 1) >= time) k--;
    return k;
  }
}

interface Piece {
  readonly start: number;
  readonly a: number;
  readonly b: number;
}

/** No stretch holds as many steps; and slopes closer than this share are one slope, computed in two ways. */
const MOST_STEPS = 2 ** 32;
const SLOPE_SHARE = 1e-12;

/** The first step after `from` on which a steeper line lies above the line (a, b); null when none ever does. */
function nextPiece(
  a: number,
  b: number,
  from: number,
  values: readonly number[],
  slopes: readonly number[],
): Piece | null {
  let best: Piece | null = null;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const slope = slopes[i]!;
    if (slope <= b * (1 + SLOPE_SHARE)) continue;
    const crossing = (a - value) / (slope - b);
    if (crossing > MOST_STEPS) continue;
    let start = Math.max(from + 1, Math.floor(crossing) + 1);
    while (start > from + 1 && value + slope * (start - 1) > a + b * (start - 1)) start--;
    while (value + slope * start <= a + b * start) start++;
    if (best === null || start < best.start || leads(value, slope, start, best)) {
      best = { start, a: value, b: slope };
    }
  }
  return best;
}

/** Two lines take over at the same step: the higher one there leads, the steeper one of equals. */
function leads(value: number, slope: number, start: number, best: Piece): boolean {
  if (start !== best.start) return false;
  const here = value + slope * start;
  const there = best.a + best.b * start;
  return here > there || (here === there && slope > best.b);
}

/** Seconds of the steps from `start` up to `end` (exclusive) on the line (a, b). */
function pieceSeconds(fixed: number, a: number, b: number, start: number, end: number): number {
  const m = end - start;
  return m * (fixed + (a + b * start)) + b * ((m * (m - 1)) / 2);
}
