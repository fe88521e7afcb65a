import { AnswerCounts } from './answers.ts';
import { MissCounts, type Targets } from './misses.ts';
import { OpinionCounts } from './opinions.ts';
import { outcomeCode } from './outcome.ts';
import { isPaidFor, PaymentCounts } from './payments.ts';
import type { OpinionRow, QuestionRow, RequestRow, TaskRow } from './port.ts';
import { QuestionCounts } from './questions.ts';
import { type PercentileMode, Samples, WeightedSamples } from './samples.ts';
import { StageCounts } from './stages.ts';

/** Distributions that a run collects; each over measured completed requests, per workload and over all. */
export const sampledMetrics = ['ttft', 'tpot', 'e2e', 'queue', 'joules', 'tokens'] as const;
export type SampledMetric = (typeof sampledMetrics)[number];

/** What one workload, or all of them, left behind. */
export interface ClassSamples {
  readonly samples: Readonly<Record<SampledMetric, Samples>>;
  /** Gaps between tokens. They outnumber requests a hundredfold and never stay exact (contract section 5). */
  readonly gaps: WeightedSamples;
  /** Measured requests, whatever their outcome, and those that met every target. */
  readonly measured: number;
  readonly sloMet: number;
  /** Measured requests that missed a target, by target. */
  readonly misses: MissCounts;
  /** Measured completed requests and their output tokens. */
  readonly completed: number;
  readonly outputTokens: number;
  /** Sessions or tasks that began after the warm-up and ended; null where requests belong to none. */
  readonly tasks: TaskSamples | null;
  /** Questions of clients who do more than wait for one answer; null where none does. */
  readonly questions: QuestionCounts | null;
  /** Turns of sessions whose users may leave for how they went; null where none does. */
  readonly opinions: OpinionCounts | null;
  /** What the measured completed requests cost and emitted; null where nobody counts, or none completed. */
  readonly accounts: AccountSamples | null;
  /** What the answers were worth; null where no workload has a task. */
  readonly answers: AnswerCounts | null;
  /** What users were charged; null where nobody pays, or none completed. */
  readonly payments: PaymentCounts | null;
  /** What the stages of its strategy did; null without, and without meaning over workloads of several strategies. */
  readonly stages: StageCounts | null;
}

export interface AccountSamples {
  readonly usd: Samples;
  readonly usdSum: number;
  readonly gramsSum: number;
}

export interface TaskSamples {
  readonly completed: number;
  readonly failed: number;
  /** Of the completed, those whose users had more to ask, and left. */
  readonly left: number;
  /** Of the completed. */
  readonly seconds: Samples;
  readonly calls: Samples;
}

/** {@link ClassSamples} that grow. */
export class ClassCollector implements ClassSamples {
  readonly samples: Readonly<Record<SampledMetric, Samples>>;
  readonly gaps = new WeightedSamples();
  measured = 0;
  sloMet = 0;
  readonly misses = new MissCounts();
  completed = 0;
  outputTokens = 0;
  tasks: (TaskSamples & { completed: number; failed: number; left: number }) | null = null;
  questions: QuestionCounts | null = null;
  opinions: OpinionCounts | null = null;
  accounts: { usd: Samples; usdSum: number; gramsSum: number } | null = null;
  answers: AnswerCounts | null = null;
  payments: PaymentCounts | null = null;
  stages: StageCounts | null = null;
  readonly #mode: PercentileMode;

  constructor(mode: PercentileMode) {
    this.#mode = mode;
    const make = () => new Samples(mode);
    this.samples = {
      ttft: make(),
      tpot: make(),
      e2e: make(),
      queue: make(),
      joules: make(),
      tokens: make(),
    };
  }

  acceptQuestion(row: QuestionRow): void {
    this.questions ??= new QuestionCounts(this.#mode);
    this.questions.accept(row);
  }

  acceptOpinion(row: OpinionRow): void {
    this.opinions ??= new OpinionCounts();
    this.opinions.accept(row);
  }

  acceptTask(row: TaskRow): void {
    const mode = this.#mode;
    this.tasks ??= {
      completed: 0,
      failed: 0,
      left: 0,
      seconds: new Samples(mode),
      calls: new Samples(mode),
    };
    if (!row.completed) {
      this.tasks.failed += 1;
      return;
    }
    this.tasks.completed += 1;
    if (row.isLeft === true) this.tasks.left += 1;
    this.tasks.seconds.accept(row.seconds);
    this.tasks.calls.accept(row.calls);
  }

  accept(row: Readonly<RequestRow>, targets: Targets): void {
    this.measured += 1;
    if (row.sloMet) this.sloMet += 1;
    else this.misses.accept(row, targets);
    if (row.difficulty !== undefined && !Number.isNaN(row.difficulty)) {
      this.answers ??= new AnswerCounts();
      this.answers.accept(row);
    }
    if (row.stages !== undefined) {
      this.stages ??= new StageCounts(row.stages.length);
      this.stages.accept(row.stages, row);
    }
    if (row.outcome !== outcomeCode.completed) return;
    const { samples } = this;
    this.completed += 1;
    this.outputTokens += row.outputTokens;
    if (!Number.isNaN(row.ttftSeconds)) samples.ttft.accept(row.ttftSeconds);
    if (!Number.isNaN(row.tpotSeconds)) samples.tpot.accept(row.tpotSeconds);
    samples.e2e.accept(row.e2eSeconds);
    samples.queue.accept(row.queueSeconds);
    samples.joules.accept(row.acceleratorJoules);
    samples.tokens.accept(row.promptTokens + row.outputTokens);
    if (row.priceUsd !== undefined && !Number.isNaN(row.priceUsd) && isPaidFor(row)) {
      this.payments ??= new PaymentCounts();
      this.payments.accept(row);
    }
    if (row.usd !== undefined) this.#charge(row.usd, row.grams ?? 0);
  }

  #charge(usd: number, grams: number): void {
    this.accounts ??= { usd: new Samples(this.#mode), usdSum: 0, gramsSum: 0 };
    this.accounts.usdSum += usd;
    this.accounts.gramsSum += grams;
    // prices below zero pay whoever takes the energy: a distribution over requests begins at nothing
    if (!Number.isNaN(usd)) this.accounts.usd.accept(Math.max(0, usd));
  }
}
