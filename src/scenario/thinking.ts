import type { Seconds } from '../base/units.ts';
import type { VerifierKind } from '../catalog/tasks/verifiers.ts';
import type { LengthSpec } from '../policy/length/port.ts';
import type { Ability } from '../quality/ability.ts';
import type { Attack } from '../quality/adversarial.ts';
import type { Compliance } from '../quality/effort.ts';
import type { StopFeature } from '../quality/learned-stop.ts';
import type { ToolSpec } from './tools.ts';

/** How well one model solves a task. */
export interface AbilitySpec {
  readonly ability: Ability;
  /** Tokens of thinking at which it was measured; null where the model does not think first. */
  readonly thinkingTokens: number | null;
  /** Logit that a doubling of thinking adds. */
  readonly logitPerDoubling: number;
  /** Who says so. */
  readonly source: string;
}

/** The population of problems that the requests of a workload ask about. */
export interface TaskSpec {
  /** Of the catalog; null where the file brings its own. */
  readonly id: string | null;
  readonly wrongAnswers: { readonly concentration: number; readonly count: number };
  /** Tokens of each sample, in multiples of what outputTokens says. */
  readonly effort: number;
  /** Present where requests are hostile: an answer is right that does not fall for them. */
  readonly attack?: Attack;
  /** By reference of the model: of those that the workload's strategy calls. */
  readonly abilities: Readonly<Record<string, AbilitySpec>>;
}

/** Who scores answers. */
export interface VerifierSpec {
  readonly kind: VerifierKind;
  readonly auc: number;
  /** Share of wrong answers that it takes for right ones. */
  readonly fooledShare: number;
  /** The model that scores: a reference, `in-place` = the generator, `none` = no model: tests, a proof checker. */
  readonly model: string;
  /** Tokens of a judgement. */
  readonly outputTokens: number;
}

/** Who says what is wrong with a text before it is revised, and what that does to the answer. */
export interface CriticSpec {
  /** The model that criticises: a reference, or `in-place` = the one that answers. */
  readonly model: string;
  /** Tokens of a critique. */
  readonly outputTokens: number;
  /** Chance that a revision turns a right answer into a wrong one, and that it turns a wrong one into the right one. */
  readonly breaks: number;
  readonly fixes: number;
}

/** Names the model that answers; absent where that is the workload's own. */
interface Answered {
  readonly model?: string;
}

/** One chain of thought of a length that is asked for. */
export interface ThinkSpec extends Answered {
  readonly kind: 'think';
  /** In tokens, or in multiples of what the request's answer would have by itself. */
  readonly asked: { readonly budgetTokens: number } | { readonly times: number };
  readonly compliance: Compliance;
}

/** Searches, then an answer on what they gave back. */
export interface RetrieveSpec extends Answered {
  readonly kind: 'retrieve';
  /** Name of the tool that searches. */
  readonly tool: string;
  /** That each search gives back, and the tokens of each. */
  readonly documents: number;
  readonly documentTokens: LengthSpec;
  /** Searches; before each but the first the model writes so many tokens. */
  readonly rounds: number;
  readonly queryTokens: number;
  /** Chance that the first document holds what is needed, and share of them that are to the point. */
  readonly hitRate: number;
  readonly precision: number;
  /** Logit that having it adds, and that is lost per doubling of what is beside the point. */
  readonly hitLogit: number;
  readonly noiseLogit: number;
  /** What every prompt begins with. */
  readonly examples: {
    readonly count: number;
    readonly tokens: number;
    readonly logitPerDoubling: number;
    readonly mostUseful: number;
  };
}

/** When to stop sampling, as lessons on other problems teach (quality/learned-stop.ts). */
export interface LearnedSpec extends Answered {
  readonly kind: 'learned';
  readonly maxSamples: number;
  /** What a sample costs, in right answers, and in multiples of that while `busyFrom` calls are in flight. */
  readonly price: number;
  readonly busyPrice: number;
  readonly busyFrom: number;
  readonly features: readonly StopFeature[];
  readonly exploration: number;
  readonly episodes: number;
  readonly trainingSeed: number;
}

/** Which of two programs answers, by how hard a request looks, and which those whose stakes are high. */
export interface RouteSpec {
  readonly kind: 'route';
  /** Share of the requests that look hardest, which are deep; null where `slaFloor` says who is. */
  readonly deepShare: number | null;
  /** Chance of a right answer below which, as the router expects it of the first tier, a request goes to the second. */
  readonly slaFloor?: number;
  /** Standard deviation of what the router sees beside the difficulty, both normal; Infinity = it sees nothing. */
  readonly routerError: number;
  /** After the two that the router chooses between that of requests with high stakes, where there is one. */
  readonly tiers: readonly [quick: ProgramSpec, deep: ProgramSpec, ...guaranteed: ProgramSpec[]];
  /** Present where some requests are answered by the third tier, whatever they look like. */
  readonly highStakes?: { readonly share: number; readonly slaFloor?: number };
}

/** One call of a graph; what it names comes before it. */
export type GraphCallSpec =
  | (GraphReader & {
      readonly role: 'text';
      readonly outputTokens: number;
      /** Logit that its text adds to the chance of answers whose prompts hold it. */
      readonly helps: number;
    })
  | (GraphReader & { readonly role: 'answer' })
  | {
      readonly role: 'score';
      readonly name: string;
      readonly judges: string;
      readonly verifier: VerifierSpec;
    };

interface GraphReader extends Answered {
  readonly name: string;
  /** Texts that its prompt holds: all of them, or the first that ends. */
  readonly after: readonly string[];
  readonly join: 'all' | 'first';
}

/** A program of model calls. */
export type ProgramSpec =
  | ({ readonly kind: 'single' } & Answered)
  | ({
      readonly kind: 'majority-vote';
      readonly samples: number;
      readonly earlyStop: boolean;
    } & Answered)
  | ({
      readonly kind: 'best-of-n' | 'weighted-vote';
      readonly samples: number;
      readonly verifier: VerifierSpec;
    } & Answered)
  | ({
      readonly kind: 'adaptive-vote';
      readonly confidence: number;
      readonly batch: number;
      readonly maxSamples: number;
    } & Answered)
  | ({
      readonly kind: 'verify';
      readonly checks: number;
      readonly retries: number;
      /** Score that each check must reach; null = at which an answer is as likely right as wrong. */
      readonly threshold: number | null;
      readonly verifier: VerifierSpec;
    } & Answered)
  | { readonly kind: 'ensemble'; readonly models: readonly string[] }
  | {
      readonly kind: 'race';
      readonly models: readonly string[];
      /** Score of an answer that is good enough; null = at which it is as likely right as wrong. */
      readonly threshold: number | null;
      readonly verifier: VerifierSpec;
    }
  | ({
      readonly kind: 'refine';
      readonly rounds: number;
      readonly critic: CriticSpec;
    } & Answered)
  | ({
      readonly kind: 'beam-search';
      readonly beams: number;
      /** Continuations of each beam at each step. */
      readonly width: number;
      readonly steps: number;
      readonly verifier: VerifierSpec;
    } & Answered)
  | ({
      readonly kind: 'tree-search';
      /** Continuations at each step, over all partial answers. */
      readonly budget: number;
      readonly temperature: number;
      readonly steps: number;
      readonly verifier: VerifierSpec;
    } & Answered)
  | ThinkSpec
  | RetrieveSpec
  | LearnedSpec
  | ({
      readonly kind: 'agent';
      /** Steps before the answer. */
      readonly turns: LengthSpec;
      /** Name of the tool that each of them uses. */
      readonly tool: string;
      /** Of what the tool gives back, which the model reads. */
      readonly toolTokens: LengthSpec;
      /** Chance that a use of it works, and that it shows that a step was wrong. */
      readonly toolSuccess: number;
      readonly repair: number;
      /** Chance that a step is right. */
      readonly stepSuccess: number;
      /** Calls of the model at most. */
      readonly maxCalls: number;
    } & Answered)
  | {
      readonly kind: 'graph';
      readonly calls: readonly GraphCallSpec[];
      /** Score that each check of an answer must reach, or it is held back; null = the best is delivered, whatever its scores. */
      readonly threshold: number | null;
    }
  | {
      readonly kind: 'cascade';
      /** Confidence that an answer of any but the last tier must have to stand. */
      readonly gate: number;
      /** From the cheapest. */
      readonly tiers: readonly ProgramSpec[];
    }
  | RouteSpec
  | {
      /** A roll-out of one strategy after another says which of them answers. */
      readonly kind: 'rollout';
      readonly tiers: readonly [stable: ProgramSpec, candidate: ProgramSpec];
      /** Of the candidate; Infinity = it takes its time. */
      readonly candidateDeadlineSeconds: Seconds;
    };

/** A program of model calls that answers each request; absent where one call does. */
export type StrategySpec = { readonly deadlineSeconds: Seconds } & ProgramSpec;

/** Models between which requests are routed by how hard they look. */
export interface DifficultyRouting {
  /** From the one for the easiest. */
  readonly models: readonly string[];
  /** Ascending ranks of estimated difficulty in (0, 1), one less than there are models: below the first, the first model. */
  readonly thresholds: readonly number[];
  /** Standard deviation of what the router sees beside the difficulty, both normal; Infinity = it sees nothing. */
  readonly routerError: number;
}

/** What a workload's requests are, and how they are answered. */
export interface Thinking {
  readonly task?: TaskSpec;
  /** Models between which its requests are routed by difficulty (routing.models); absent where its own gets all. */
  readonly routedTo?: readonly string[];
  readonly strategy?: StrategySpec;
}

/** What there is to call beside models. */
export interface WithTools {
  /** What strategies call that is no model; absent where there is nothing. */
  readonly tools?: readonly ToolSpec[];
}
