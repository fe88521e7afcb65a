import { createKeyedSource, hashKey } from '../../base/random/hash.ts';
import { chanceOf, stepChanceOf } from '../../compile/compile-thinking.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { CompiledTier } from '../../compile/compiled-tier.ts';
import type { ClusterView } from '../../policy/strategy/learned.ts';
import type { Call, Finished } from '../../policy/strategy/port.ts';
import { chanceOfHit, foundShift } from '../../quality/context.ts';
import { shiftChance } from '../../quality/logit.ts';
import type { AnswerId } from '../../quality/samples.ts';
import { createLengths, drawnTokens } from '../request-body.ts';
import { problemOf } from '../request-row.ts';
import { field } from '../request-table.ts';
import { createStrategy } from './create-strategy.ts';
import { Oracle } from './oracle.ts';
import { type Asking, type Branch, Program } from './program.ts';
import { type SampleLength, Thoughts } from './thoughts.ts';
import { type ToolDraw, ToolDraws } from './tool-draws.ts';

/** Chance that one of equal, independent steps is right, all of which an answer needs. */
function stepChance(chance: number, steps: number): number {
  return steps === 1 ? chance : chance ** (1 / steps);
}

/** Whether a step was left wrong; of an agent's the tool that it used says so. */
function isWrongStep({ call, isSound }: Branch): boolean {
  return (call.role === 'step' || call.role === 'tool') && !isSound;
}

/** Logit that a sample gains from the documents and the examples that its prompt holds. */
function groundedBy(
  { grounding }: CompiledTier,
  { after }: Call,
  branches: readonly Branch[],
): number {
  if (grounding === undefined) return 0;
  const searches = after
    .map((before) => branches[before]!)
    .filter(({ call }) => call.role === 'retrieve');
  const isFound = searches.some(({ isSound }) => isSound);
  const { documents, examplesLogit } = grounding;
  return foundShift(grounding, searches.length * documents, isFound) + examplesLogit;
}

/** How the requests of one workload are answered, and what their answers are. */
export class Answering {
  readonly workload: CompiledWorkload;
  readonly oracle: Oracle;
  /** Draws the tokens of a sample; null where all of a request take what it says itself. */
  readonly #draw: ((problem: number, branch: number) => number) | null;
  readonly #tools: ToolDraws;
  readonly #thoughts: Thoughts;

  constructor(scenario: CompiledScenario, replication: number, workload: CompiledWorkload) {
    this.workload = workload;
    this.oracle = new Oracle(scenario, replication, workload);
    this.#tools = new ToolDraws(scenario, replication, workload);
    this.#thoughts = new Thoughts(scenario, replication, workload);
    const { promptTokens, outputTokens, name } = workload;
    const { seat, source } = createKeyedSource(
      hashKey(scenario.seed, replication, 'workload', name, 'samples'),
    );
    const lengths = createLengths({ promptTokens, outputTokens }, source, source);
    this.#draw =
      outputTokens === null
        ? null
        : (problem, branch) => {
            seat(problem, branch);
            return lengths().output;
          };
  }

  /**
   * How long an answer is at the effort of the task that has `drawn` tokens at 1, of which the client takes `maxTokens`.
   * What is cut off was not thought: its effort is less.
   */
  #withEffort(drawn: number, maxTokens: number): SampleLength {
    const { effort } = this.workload.task!;
    const asked = Math.ceil(drawn * effort);
    if (asked <= maxTokens) return { tokens: asked, effort };
    return { tokens: maxTokens, effort: maxTokens / drawn, isCut: true };
  }

  /** Writes how long the answer of a request that has come is, by the effort of the task. */
  lengthen(rows: Float64Array, base: number): void {
    const drawn = drawnTokens(rows[base + field.output]!, rows[base + field.effort]!);
    const { tokens, effort } = this.#withEffort(drawn, rows[base + field.maxTokens]!);
    rows[base + field.output] = tokens;
    rows[base + field.effort] = effort;
  }

  /** The length of a request's own answer, which its first sample takes. */
  ownLength(rows: Float64Array, base: number): SampleLength {
    const [tokens, effort] = [rows[base + field.output]!, rows[base + field.effort]!];
    return { tokens, effort, ...(effort < this.workload.task!.effort && { isCut: true }) };
  }

  /** Whether the answer of one call to a request is right. */
  isPlainRight(rows: Float64Array, base: number): boolean {
    const problem = problemOf(rows, base);
    if (this.oracle.isPlainCut(problem, rows[base + field.effort]!, rows[base + field.group]!))
      return false;
    const answer = this.oracle.plainAnswer(
      problem,
      rows[base + field.effort]!,
      rows[base + field.group]!,
    );
    return this.oracle.samples.isRight(problem, answer);
  }

  /** Whether a program answers a request, of two versions the candidate's or the other; one call does not, but for a copy. */
  hasProgram({ isCandidate, isCopy }: Pick<Asking, 'isCandidate' | 'isCopy'>): boolean {
    const { strategy } = this.workload;
    return strategy !== undefined && (isCopy || strategy.streaming !== (isCandidate ? 1 : 0));
  }

  /** The program of a request, about to begin; of two versions the candidate's where it is for it. */
  createProgram(user: Asking, cluster: ClusterView): Program {
    const { problem } = user;
    const spec = this.workload.strategy!;
    const difficulty = this.oracle.samples.difficulty(problem);
    const { effort } = this.workload.task!;
    const chances = spec.tiers.map((tier) => chanceOf(tier, difficulty, effort));
    const { samples } = this.oracle;
    const strategy = createStrategy(spec.program, {
      estimate: (error) => samples.estimate(problem, error),
      hasHighStakes: (share) => samples.hasHighStakes(problem, share),
      turns: (tier, law) => this.#tools.turns(problem, tier, law),
      cluster,
      isCandidate: user.isCandidate,
    });
    return new Program(user, spec, strategy, chances);
  }

  /**
   * How much a call makes; `own` is the length of the request itself, which its first sample takes. One of several steps makes
   * its part of an answer, rounded up, at the effort of the whole; one that is asked for a length has that, about.
   */
  lengthOf(
    { problem, spec }: Program,
    call: Call,
    own: SampleLength,
    maxTokens: number,
  ): SampleLength {
    const tier = spec.tiers[call.tier]!;
    const { judge, outputTokens = judge?.outputTokens, steps = 1, thinks } = tier;
    if (outputTokens !== undefined) return { tokens: outputTokens, effort: 1 };
    const isOwn = call.branch === 0 || this.#draw === null;
    if (thinks !== undefined) {
      const natural = isOwn
        ? drawnTokens(own.tokens, own.effort)
        : this.#draw!(problem, call.branch);
      return this.#thoughts.lengthOf(problem, call.branch, thinks, natural, maxTokens);
    }
    const whole = isOwn ? own : this.#withEffort(this.#draw!(problem, call.branch), maxTokens);
    return steps === 1 ? whole : { ...whole, tokens: Math.ceil(whole.tokens / steps) };
  }

  /** How long a call of a tool takes once it has its place, and what it gives back. */
  toolUse({ problem }: Program, { tier, branch }: Call): ToolDraw {
    return this.#tools.use(problem, tier, branch);
  }

  /** What a call that ended well says: an answer, a score, or nothing that anybody compares. */
  said(program: Program, branch: Branch): Finished {
    const { call } = branch;
    if (call.role === 'tool') this.#useTool(program, branch);
    else if (call.role === 'retrieve') branch.isSound = this.#finds(program, call);
    else {
      branch.isSound = this.#isSound(program, branch);
      branch.answer = this.#answerOf(program, branch);
      branch.score = this.#scoreOf(program, call);
    }
    return { branch: call.branch, answer: branch.answer, score: branch.score };
  }

  /** What a sample or a revision answers; null of others, and of those that have no end. */
  #answerOf(program: Program, branch: Branch): AnswerId | null {
    const { problem, branches, spec } = program;
    const { call, isCut } = branch;
    if (isCut && this.oracle.needsEnd(spec.tiers[call.tier]!)) return null;
    const { samples } = this.oracle;
    const chance = this.#chanceOf(program, branch);
    if (call.role === 'sample') {
      const isLost = call.after.some((before) => isWrongStep(branches[before]!));
      const { steps = 1 } = spec.tiers[call.tier]!;
      return samples.answer(problem, call.branch, isLost ? 0 : stepChance(chance, steps));
    }
    if (call.role !== 'revise') return null;
    const texts = call.after.map((before) => branches[before]!);
    const last = texts.findLast(({ answer }) => answer !== null)?.answer ?? null;
    const critic = texts.at(-1)!.call.tier;
    const { breaks, fixes } = spec.tiers[critic]!.judge!.revision!;
    // what a model never solves it does not solve when it is told that it was wrong
    const revision = { breaks, fixes: chance === 0 ? 0 : fixes };
    return last === null ? null : samples.revised(problem, call.branch, last, revision);
  }

  /** Chance that a whole answer of the length of a branch is right. */
  #chanceOf({ problem, chances, spec, branches }: Program, { call, effort }: Branch): number {
    const isWhole = effort === this.workload.task!.effort;
    const alone = isWhole
      ? chances[call.tier]!
      : this.oracle.chance(problem, effort, spec.tiers[call.tier]!);
    if (spec.isHelped !== true) return alone;
    const helped = call.after.map((text) => spec.tiers[branches[text]!.call.tier]!.helps ?? 0);
    const sum = helped.reduce((total, each) => total + each, 0);
    return shiftChance(alone, sum + groundedBy(spec.tiers[call.tier]!, call, branches));
  }

  /** Whether a search gives back what is needed. */
  #finds({ problem, spec }: Program, { tier, branch }: Call): boolean {
    const { firstHit, documents } = spec.tiers[tier]!.grounding!;
    return this.oracle.samples.isStepRight(problem, branch, chanceOfHit(firstHit, documents));
  }

  /**
   * Whether a step of an answer is right, after steps that all are: a wrong one is never made good. That of an agent is right
   * or wrong by itself: it may be done anew.
   */
  #isSound(program: Program, branch: Branch): boolean {
    const { problem, branches, spec } = program;
    const { call } = branch;
    if (call.role === 'act') {
      const tier = spec.tiers[call.tier]!;
      if (branch.isCut && this.oracle.needsEnd(tier)) return false;
      const own = stepChanceOf(tier, branch.effort);
      return this.oracle.samples.isStepRight(problem, call.branch, own);
    }
    if (call.role !== 'step' || call.after.some((before) => isWrongStep(branches[before]!)))
      return false;
    const chance = stepChance(this.#chanceOf(program, branch), spec.tiers[call.tier]!.steps!);
    return this.oracle.samples.isStepRight(problem, call.branch, chance);
  }

  /** A use of a tool says whether it worked; a wrong step whose use seems to have is one that is left wrong. */
  #useTool({ problem, branches, spec }: Program, branch: Branch): void {
    const { call } = branch;
    const step = branches[call.after.at(-1)!]!;
    const { tool } = spec.tiers[call.tier]!;
    const works = this.oracle.samples.toolWorks(problem, call.branch, step.isSound, tool!);
    branch.score = works ? 1 : 0;
    branch.isSound = !works || step.isSound;
  }

  /** The score that a call gives the answer that it judges; null where it gives none. */
  #scoreOf({ problem, branches, spec }: Program, call: Call): number | null {
    const judged = call.judges === null ? undefined : branches[call.judges];
    if (call.role !== 'score' || judged === undefined) return null;
    const { samples } = this.oracle;
    const { scores } = spec.tiers[call.tier]!.judge!;
    const { branch: of, role } = judged.call;
    if (judged.answer === null && role !== 'step') return null;
    const isRight =
      judged.answer === null ? judged.isSound : samples.isRight(problem, judged.answer);
    return samples.score(problem, of, call.branch, isRight, scores!);
  }
}
