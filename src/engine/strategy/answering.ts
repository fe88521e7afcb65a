import { createKeyedSource, hashKey } from '../../base/random/hash.ts';
import { chanceOf } from '../../compile/compile-thinking.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { Call, Finished } from '../../policy/strategy/port.ts';
import type { AnswerId } from '../../quality/samples.ts';
import { createLengths } from '../request-body.ts';
import { createStrategy } from './create-strategy.ts';
import { Oracle } from './oracle.ts';
import { type Asking, type Branch, Program } from './program.ts';

/** How the requests of one workload are answered, and what their answers are. */
export class Answering {
  readonly workload: CompiledWorkload;
  readonly oracle: Oracle;
  /** Draws the tokens of a sample; null where all of a request take what it says itself. */
  readonly #draw: ((request: number, branch: number) => number) | null;

  constructor(scenario: CompiledScenario, replication: number, workload: CompiledWorkload) {
    this.workload = workload;
    this.oracle = new Oracle(scenario, replication, workload);
    const { promptTokens, outputTokens, name } = workload;
    const { seat, source } = createKeyedSource(
      hashKey(scenario.seed, replication, 'workload', name, 'samples'),
    );
    const lengths = createLengths({ promptTokens, outputTokens }, source, source);
    this.#draw =
      outputTokens === null
        ? null
        : (request, branch) => {
            seat(request, branch);
            return lengths().output;
          };
  }

  /** Tokens of an answer of `output` tokens at the effort of the task, of which the client takes `maxTokens`. */
  withEffort(output: number, maxTokens: number): number {
    const { effort } = this.workload.task!;
    return Math.min(effort === 1 ? output : Math.ceil(output * effort), maxTokens);
  }

  /** The program of a request, about to begin. */
  createProgram(user: Asking): Program {
    const { request } = user;
    const spec = this.workload.strategy!;
    const difficulty = this.oracle.samples.difficulty(request);
    const chances = spec.tiers.map((tier) => chanceOf(tier, difficulty));
    const { samples } = this.oracle;
    const strategy = createStrategy(spec.program, (error) => samples.estimate(request, error));
    return new Program(user, spec, strategy, chances);
  }

  /** Tokens that a call makes; `own` are those of the request itself, which its first sample takes. */
  tokensOf({ request, spec }: Program, call: Call, own: number, maxTokens: number): number {
    const { judge } = spec.tiers[call.tier]!;
    if (judge !== undefined) return judge.outputTokens;
    if (call.branch === 0 || this.#draw === null) return own;
    return this.withEffort(this.#draw(request, call.branch), maxTokens);
  }

  /** What a call that ended well says: an answer, a score, or nothing that anybody compares. */
  said(program: Program, branch: Branch): Finished {
    const { call } = branch;
    branch.answer = this.#answerOf(program, call);
    branch.score = this.#scoreOf(program, call);
    return { branch: call.branch, answer: branch.answer, score: branch.score };
  }

  /** What a sample or a revision answers; null of others. */
  #answerOf({ request, chances, branches, spec }: Program, call: Call): AnswerId | null {
    const { samples } = this.oracle;
    const chance = chances[call.tier]!;
    if (call.role === 'sample') return samples.answer(request, call.branch, chance);
    if (call.role !== 'revise') return null;
    const texts = call.after.map((before) => branches[before]!);
    const last = texts.findLast(({ answer }) => answer !== null)?.answer ?? null;
    const critic = texts.at(-1)!.call.tier;
    const { breaks, fixes } = spec.tiers[critic]!.judge!.revision!;
    // what a model never solves it does not solve when it is told that it was wrong
    const revision = { breaks, fixes: chance === 0 ? 0 : fixes };
    return last === null ? null : samples.revised(request, call.branch, last, revision);
  }

  /** The score that a call gives the answer that it judges; null where it gives none. */
  #scoreOf({ request, branches, spec }: Program, call: Call): number | null {
    const judged = call.judges === null ? undefined : branches[call.judges];
    if (call.role !== 'score' || judged === undefined || judged.answer === null) return null;
    const { scores } = spec.tiers[call.tier]!.judge!;
    const { branch: of } = judged.call;
    return this.oracle.samples.score(request, of, call.branch, judged.answer, scores!);
  }
}
