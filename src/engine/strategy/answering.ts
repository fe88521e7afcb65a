import { createKeyedSource, hashKey } from '../../base/random/hash.ts';
import { chanceOf } from '../../compile/compile-thinking.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { Call, Finished } from '../../policy/strategy/port.ts';
import { createLengths } from '../request-body.ts';
import { createStrategy } from './create-strategy.ts';
import { Oracle } from './oracle.ts';
import { type Branch, Program } from './program.ts';

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
  createProgram(parent: number, request: number, workload: number): Program {
    const spec = this.workload.strategy!;
    const difficulty = this.oracle.samples.difficulty(request);
    const chances = spec.tiers.map((tier) => chanceOf(tier, difficulty));
    const strategy = createStrategy(spec);
    return new Program(parent, { request, workload }, spec, strategy, chances);
  }

  /** Tokens that a call makes; `own` are those of the request itself, which its first sample takes. */
  tokensOf({ request, spec }: Program, call: Call, own: number, maxTokens: number): number {
    if (call.role === 'score') return spec.verifier!.outputTokens;
    if (call.branch === 0 || this.#draw === null) return own;
    return this.withEffort(this.#draw(request, call.branch), maxTokens);
  }

  /** What a call that ended well says: an answer, a score, or nothing that anybody compares. */
  said({ request, spec, chances, branches }: Program, branch: Branch): Finished {
    const { call } = branch;
    const { samples } = this.oracle;
    const said = { branch: call.branch, answer: null, score: null };
    if (call.role === 'sample') {
      branch.answer = samples.answer(request, call.branch, chances[call.tier]!);
      return { ...said, answer: branch.answer };
    }
    const judged = call.judges === null ? undefined : branches[call.judges];
    if (call.role !== 'score' || judged === undefined || judged.answer === null) return said;
    const { scores } = spec.verifier!;
    const { branch: of } = judged.call;
    branch.score = samples.score(request, of, call.branch, judged.answer, scores);
    return { ...said, score: branch.score };
  }
}
