import { Calls } from './calls.ts';
import {
  callNow,
  type Decision,
  type Delivered,
  type Finished,
  type Strategy,
  waitOn,
} from './port.ts';
import type { Sampled } from './sampling.ts';
import type { ScoreScale } from './scored.ts';

/** A partial answer that was scored. */
export interface Node {
  readonly branch: number;
  /** Branches from the first step to this one. */
  readonly path: readonly number[];
  readonly score: number;
}

/** A search over partial answers, step by step. */
export interface Search {
  readonly tier: number;
  readonly verifier: number;
  readonly steps: number;
  readonly scale: ScoreScale;
  /** Continuations of the question itself. */
  readonly firstExpansions: number;
  /** How many continuations each scored node gets; 0 drops it. */
  allot(nodes: readonly Node[]): readonly number[];
  pick(sampled: readonly Sampled[]): Delivered;
}

/**
 * Makes the program: at each step every continuation is scored, then `allot` says which go on. The last step's texts end in
 * answers. What is lost is left out, and so is what an exact checker finds wrong; where nothing of a step is left, the program
 * abstains.
 */
export function createSearch({
  tier,
  verifier,
  steps,
  scale: { neutral, separation },
  firstExpansions,
  allot,
  pick,
}: Search): Strategy {
  const calls = new Calls();
  const paths = new Map<number, readonly number[]>();
  const answers = new Map<number, number>();
  let nodes: Node[] = [];
  const sampled: Sampled[] = [];
  /** What an exact checker finds wrong is never made good. */
  const least = separation === Infinity ? neutral : -Infinity;
  let step = 0;

  const expand = (path: readonly number[]) => {
    const call = calls.ask(step === steps ? 'sample' : 'step', tier, path);
    paths.set(call.branch, [...path, call.branch]);
    return call;
  };
  const next = (): Decision => {
    if (calls.openCount > 0) return waitOn;
    if (step === steps || nodes.length === 0) return calls.deliver(pick(sampled));
    // By branch, so that the order in which scores came back changes nothing.
    const parents = nodes.sort((a, b) => a.branch - b.branch);
    const counts = allot(parents);
    nodes = [];
    step += 1;
    const chosen = parents.flatMap(
      ({ path }, i) => new Array(counts[i] ?? 0).fill(path) as number[][],
    );
    return chosen.length === 0 ? calls.deliver(pick(sampled)) : callNow(chosen.map(expand));
  };
  const scored = (branch: number, score: number): void => {
    const answer = answers.get(branch);
    const path = paths.get(branch);
    if (answer !== undefined) sampled.push({ branch, answer, score });
    else if (path !== undefined && step < steps && score >= least)
      nodes.push({ branch, path, score });
  };

  return {
    begin() {
      step = 1;
      return callNow(Array.from({ length: firstExpansions }, () => expand([])));
    },
    onFinished({ branch, answer, score }: Finished): Decision {
      const call = calls.end(branch);
      if (call === null) return waitOn;
      if (call.judges !== null) {
        if (score !== null) scored(call.judges, score);
        return next();
      }
      if (answer !== null) answers.set(branch, answer);
      // an answer that was cut off is none, and nothing to score
      else if (step === steps) return next();
      return callNow([calls.ask('score', verifier, paths.get(branch) ?? [branch], branch)]);
    },
    onLost: (branch) => (calls.end(branch) === null ? waitOn : next()),
    onDeadline: () => pick(sampled),
  };
}
