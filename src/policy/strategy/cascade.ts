import {
  abstention,
  type Call,
  type Decision,
  type Delivered,
  type Strategy,
  type StrategyDefinition,
  waitOn,
} from './port.ts';

export interface CascadeOptions {
  /** Makes the program of each tier, from the cheapest. */
  readonly tiers: readonly (() => Strategy)[];
  /** The confidence that an answer of any but the last tier must have to stand. */
  readonly gate: number;
}

/** One program after the other until an answer is confident enough; the last one's stands. Branches are numbered through. */
export const cascade: StrategyDefinition<CascadeOptions> = {
  create({ tiers, gate }) {
    let tier = -1;
    let first = 0;
    let asked = 0;
    let current: Strategy | null = null;
    let refused: Delivered = abstention;

    const begin = (cancelled: readonly number[]): Decision => {
      tier += 1;
      first = asked;
      current = tiers[tier]?.() ?? null;
      if (current === null) return { calls: [], cancelled, delivered: abstention };
      return through(current.begin(), cancelled);
    };
    const through = (own: Decision, before: readonly number[] = []): Decision => {
      const cancelled = [...before, ...own.cancelled.map((branch) => branch + first)];
      const { delivered } = own;
      if (delivered !== null) {
        const last = tier === tiers.length - 1;
        if (!last && !stands(delivered, gate)) {
          if (delivered.answer !== null) refused = ofTier(delivered, first);
          return begin(cancelled);
        }
        current = null;
        // one that was not sure enough is better than none; a check that fails is a verdict
        const hasNone = delivered.answer === null && delivered.isHeldBack !== true;
        const stood = hasNone ? refused : ofTier(delivered, first);
        return { calls: [], cancelled, delivered: stood };
      }
      const calls = own.calls.map((call) => moved(call, first));
      asked += calls.length;
      return { calls, cancelled, delivered: null };
    };
    // What an earlier tier had open when it decided is over.
    const inside = (branch: number, act: (own: Strategy) => Decision): Decision =>
      current === null || branch < first ? waitOn : through(act(current));

    return {
      begin: () => begin([]),
      onFinished: (finished) =>
        inside(finished.branch, (own) =>
          own.onFinished({ ...finished, branch: finished.branch - first }),
        ),
      onLost: (branch) => inside(branch, (own) => own.onLost(branch - first)),
      onDeadline() {
        const now = current?.onDeadline() ?? abstention;
        return now.answer === null ? refused : ofTier(now, first);
      },
    };
  },
};

function stands({ answer, confidence }: Delivered, gate: number): boolean {
  return answer !== null && confidence >= gate;
}

/** What a tier delivers that begins with this branch. */
function ofTier(delivered: Delivered, first: number): Delivered {
  const isOfFirst = first === 0 || delivered.answer === null;
  return isOfFirst ? delivered : { ...delivered, from: first };
}

function moved(call: Call, by: number): Call {
  return {
    ...call,
    branch: call.branch + by,
    after: call.after.map((branch) => branch + by),
    judges: call.judges === null ? null : call.judges + by,
  };
}
