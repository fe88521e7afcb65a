import type { CompiledTier } from '../../compile/compile-strategy.ts';
import { chanceOf } from '../../compile/compile-thinking.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import { wrongShares } from '../../quality/answers.ts';
import { type AnswerId, createSamples, type Samples } from '../../quality/samples.ts';

/** What the answers of one workload are: drawn by request and branch, whatever else happens. */
export class Oracle {
  readonly #samples: Samples;
  readonly #own: CompiledTier;

  constructor(
    { seed }: CompiledScenario,
    replication: number,
    { name, task }: Pick<CompiledWorkload, 'name' | 'task'>,
  ) {
    const { concentration, count } = task!.wrongAnswers;
    const shares = wrongShares(concentration, count);
    this.#samples = createSamples(shares, seed, replication, 'workload', name, 'task');
    this.#own = task!.own;
  }

  get samples(): Samples {
    return this.#samples;
  }

  /** Chance that one sample of a tier is right at a request's problem, thought about with an effort. */
  chance(request: number, effort: number, tier: CompiledTier = this.#own): number {
    return chanceOf(tier, this.#samples.difficulty(request), effort);
  }

  /** What a plain request is answered with whose answer took an effort. */
  plainAnswer(request: number, effort: number): AnswerId {
    return this.#samples.answer(request, 0, this.chance(request, effort));
  }
}
