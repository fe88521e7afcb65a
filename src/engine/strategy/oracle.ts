import { type CompiledRoutes, chanceOf } from '../../compile/compile-thinking.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { CompiledTier } from '../../compile/compiled-tier.ts';
import { modelFor } from '../../policy/routing/difficulty-aware.ts';
import { wrongShares } from '../../quality/answers.ts';
import { type AnswerId, createSamples, type Samples } from '../../quality/samples.ts';

/** What the answers of one workload are: drawn by request and branch, whatever else happens. */
export class Oracle {
  readonly #samples: Samples;
  readonly #own: CompiledTier;
  readonly #routes: CompiledRoutes | undefined;
  readonly #successor: CompiledTier | undefined;
  readonly #effort: number;
  readonly #isAttack: boolean;

  constructor(
    { seed }: CompiledScenario,
    replication: number,
    { name, task, routes }: Pick<CompiledWorkload, 'name' | 'task' | 'routes'>,
  ) {
    const { concentration, count } = task!.wrongAnswers;
    const shares = wrongShares(concentration, count);
    this.#samples = createSamples(shares, seed, replication, 'workload', name, 'task');
    this.#own = task!.own;
    this.#routes = routes;
    this.#successor = task!.successor;
    this.#effort = task!.effort;
    this.#isAttack = task!.isAttack === true;
  }

  get samples(): Samples {
    return this.#samples;
  }

  /** Chance that one sample of a tier is right at a problem, thought about with an effort. */
  chance(problem: number, effort: number, tier: CompiledTier = this.#own): number {
    return chanceOf(tier, this.#samples.difficulty(problem), effort);
  }

  /** Models between which requests are routed; 0 where their workload's own gets all. */
  get routes(): number {
    return this.#routes?.tiers.length ?? 0;
  }

  /** Number of the model that a request is routed to by how hard its problem looks; null where its workload's own gets all. */
  routeOf(problem: number): number | null {
    if (this.#routes === undefined) return null;
    const { routerError, thresholds } = this.#routes;
    return modelFor({ estimate: this.#samples.estimate(problem, routerError) }, thresholds);
  }

  /**
   * Whether an answer of a tier that `maxTokens` cut off is none. A model that thinks first is as right as its curve says of the
   * thoughts that it was left; of one that does not, the part that is graded comes last. Whether an attack succeeds does not
   * hang on the end.
   */
  needsEnd({ curve }: CompiledTier): boolean {
    return curve === null && !this.#isAttack;
  }

  /** Whether a plain request has no answer, since it was cut off at a part of its effort. */
  isPlainCut(problem: number, effort: number, group: number): boolean {
    return effort < this.#effort && this.needsEnd(this.#plainTier(problem, group));
  }

  /** What a plain request is answered with whose answer took an effort, by a group of replicas. */
  plainAnswer(problem: number, effort: number, group: number): AnswerId {
    const tier = this.#plainTier(problem, group);
    return this.#samples.answer(problem, 0, this.chance(problem, effort, tier));
  }

  #plainTier(problem: number, group: number): CompiledTier {
    const route = this.routeOf(problem);
    const own = route === null ? this.#own : this.#routes!.tiers[route]!;
    return group === this.#successor?.group ? this.#successor : own;
  }
}
