/** What a version's requests were like that a monitor can see: those that ended in a span of time. */
export interface EndedRequests {
  readonly count: number;
  readonly completed: number;
  /** Rejected, shed, expired or failed: whatever a gateway answers with an error. Not those whose clients left. */
  readonly errors: number;
  /** Those that did not meet every target, whatever became of them. */
  readonly missed: number;
  /** Misses that the objectives of their workloads allow: Σ (1 − attainment). */
  readonly allowedMisses: number;
  /** Of the completed: accelerator joules, and dollars of what they used, NaN where nobody says what their pools cost. */
  readonly joules: number;
  readonly usd: number;
  /** Of the completed, in no order. */
  latencies(of: LatencyOf): readonly number[];
}

export const latencyNames = ['ttft', 'tpot', 'e2e'] as const;
export type LatencyOf = (typeof latencyNames)[number];

/** Answers that somebody graded, and how many of them were wrong. */
export interface GradedAnswers {
  readonly graded: number;
  readonly wrong: number;
}

/** One of the two versions as a monitor sees it: as of the last scrape, never as it is. */
export interface VersionView {
  /** Requests that ended in the last so many seconds. */
  within(seconds: number): EndedRequests;
  /** Delivered answers of the last so many seconds that were graded: a share of all, each so long after it was given. */
  graded(seconds: number, share: number, delaySeconds: number): GradedAnswers;
  /** Requests that wait, per replica; null before the first scrape that has come. */
  readonly waitingPerReplica: number | null;
}

export interface RolloutView {
  readonly stable: VersionView;
  readonly candidate: VersionView;
  /** How far back a monitor looks that has no windows of its own. */
  readonly windowSeconds: number;
  /** Fewer requests say nothing. */
  readonly minRequests: number;
}

/** `unknown`: too little was seen to tell. */
export type Verdict = 'pass' | 'fail' | 'unknown';

/** Judges the candidate by what an operator sees; keeps nothing between calls. */
export interface Monitor<S> {
  judge(spec: S, view: RolloutView): Verdict;
}
