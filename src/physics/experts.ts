import { normalQuantile } from '../base/normal-quantile.ts';

/** Experts of one layer, spread over ranks: groups of chips that each hold a share of the experts. */
export interface ExpertSpread {
  readonly experts: number;
  readonly expertsPerToken: number;
  /** 1 where every chip holds (a cut of) every expert. */
  readonly ranks: number;
  /** Coefficient of variation of the load between single experts. */
  readonly loadCv: number;
}

/** What tokens bring to experts: a layer lasts as long as the rank with the most work. */
export interface ExpertLoad {
  /** Routes (a token at one of its experts) that the slowest rank works on. */
  routes: number;
  /** Distinct experts that it reads. */
  touched: number;
}

/**
 * How far the largest of n normal draws lies above their mean, in standard deviations, by Blom's plotting position
 * (Statistical Estimates and Transformed Beta-Variables, 1958); 0 for a single one.
 */
function largestOf(n: number): number {
  return normalQuantile((n - 0.375) / (n + 0.25));
}

/** Experts that one rank holds; the fullest where ranks do not divide them. */
export function expertsPerRank({
  experts,
  ranks,
}: Pick<ExpertSpread, 'experts' | 'ranks'>): number {
  return Math.ceil(experts / ranks);
}

/** Distinct experts that `tokens` touch over all ranks: E·(1 − (1 − k/E)^tokens). */
export function expertsTouched(
  { experts, expertsPerToken }: Pick<ExpertSpread, 'experts' | 'expertsPerToken'>,
  tokens: number,
): number {
  return -experts * Math.expm1(tokens * Math.log1p(-expertsPerToken / experts));
}

/**
 * Work of the slowest of R ranks, of E experts and k per token, for T > 0 tokens.
 *
 * Routes: kT/R on average, of which single experts' popularity (a coefficient of variation c, so c·√(R/E) for a rank's
 * sum) and the draw of kT routes (√((R − 1)/(kT))) make the largest of R; at most T·min(k, E/R).
 * Experts read: D = E/R·(1 − (1 − k/E)^T) on average, with the spread of a draw, √(D·(1 − D·R/E)), for the largest of R.
 * Both grow with T and are the averages where R = 1. The form was read off grouped products whose experts are loaded by
 * power laws, against those loaded alike, over 2, 4 and 8 ranks (aiconfigurator): c = 1.1 and 1.4 at exponents 1.01 and
 * 1.2 describe 2 of 8, 8 of 128 and 8 of 256 experts.
 */
export class SlowestRank {
  readonly #spread: ExpertSpread;
  readonly #held: number;
  readonly #most: number;
  readonly #largest: number;
  readonly #missLog: number;

  constructor(spread: ExpertSpread) {
    const { experts, expertsPerToken, ranks } = spread;
    this.#spread = spread;
    this.#held = expertsPerRank(spread);
    this.#most = Math.min(expertsPerToken, this.#held);
    this.#largest = largestOf(ranks);
    this.#missLog = Math.log1p(-expertsPerToken / experts);
  }

  /** Fills `load` for a layer that `tokens` pass. */
  fill(tokens: number, load: ExpertLoad): void {
    const { experts, expertsPerToken, ranks, loadCv } = this.#spread;
    const routes = (expertsPerToken * tokens) / ranks;
    const held = this.#held;
    const touched = -held * Math.expm1(tokens * this.#missLog);
    if (ranks === 1) {
      load.routes = routes;
      load.touched = touched;
      return;
    }
    const popular = (loadCv * loadCv * ranks) / experts;
    const drawn = (ranks - 1) / (expertsPerToken * tokens);
    const skewed = routes * (1 + this.#largest * Math.sqrt(popular + drawn));
    load.routes = Math.min(skewed, this.#most * tokens);
    const spread = Math.sqrt(Math.max(0, touched * (1 - touched / held)));
    load.touched = Math.min(held, touched + this.#largest * spread);
  }
}
