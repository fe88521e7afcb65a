import type { PlainResult } from './records.ts';

/** Shares of random cases that exercise what is hard; a generator that grows tame must be noticed. */
export const required = {
  preempts: 0.2,
  chunks: 0.2,
  expires: 0.1,
  ties: 0.1,
} as const;

export interface Coverage {
  readonly cases: number;
  readonly requests: number;
  readonly preemptions: number;
  readonly shares: Readonly<Record<keyof typeof required | keyof typeof alsoCounted, number>>;
}

const alsoCounted = {
  leavesRunning: 0,
  rejects: 0,
  isCut: 0,
  endsJointly: 0,
  crosses: 0,
  holdsBack: 0,
  leavesApi: 0,
  refuses: 0,
  isCapped: 0,
  startsReplicas: 0,
  drainsReplicas: 0,
  pauses: 0,
  comesLate: 0,
  isBarred: 0,
  pads: 0,
  waitsForPrompt: 0,
  asksAgain: 0,
  cancels: 0,
  findsBlocks: 0,
  sharesSteps: 0,
  awaitsPrompts: 0,
  losesBlocks: 0,
  swaps: 0,
  fillsSwap: 0,
  passesOver: 0,
  hedges: 0,
  copyWins: 0,
  losesAdapters: 0,
  losesCopies: 0,
} as const;

export function coverageOf(results: readonly PlainResult[]): Coverage {
  const share = (is: (result: PlainResult) => boolean) =>
    results.filter(is).length / results.length;
  return {
    cases: results.length,
    requests: results.reduce((sum, result) => sum + result.rows.length, 0),
    preemptions: results.reduce((sum, result) => sum + result.exercised.preemptions, 0),
    shares: {
      preempts: share(({ exercised }) => exercised.preemptions > 0),
      chunks: share(({ exercised }) => exercised.chunkedPrompts > 0),
      expires: share(({ exercised }) => exercised.expired > 0),
      ties: share(({ exercised }) => exercised.ties > 0),
      leavesRunning: share(({ exercised }) => exercised.leftRunning > 0),
      rejects: share(({ exercised }) => exercised.rejected > 0),
      isCut: share(({ exercised }) => exercised.inFlight > 0),
      endsJointly: share(({ exercised }) => exercised.jointBoundaries > 0),
      crosses: share(({ exercised }) => exercised.crossings > 0),
      holdsBack: share(({ exercised }) => exercised.heldBack > 0),
      leavesApi: share(({ exercised }) => exercised.leftApi > 0),
      refuses: share(({ exercised }) => exercised.draftsRefused > 0),
      pauses: share(({ exercised }) => exercised.paused > 0),
      comesLate: share(({ exercised }) => exercised.late > 0),
      findsBlocks: share(({ exercised }) => exercised.cacheHits > 0),
      sharesSteps: share(({ exercised }) => exercised.sharedSteps > 0),
      awaitsPrompts: share(({ exercised }) => exercised.awaited > 0),
      losesBlocks: share(({ exercised }) => exercised.cacheEvictions > 0),
      swaps: share(({ exercised }) => exercised.swaps > 0),
      fillsSwap: share(({ exercised }) => exercised.swapFull > 0),
      hedges: share(({ exercised }) => exercised.copies > 0),
      copyWins: share(({ exercised }) => exercised.copiesWon > 0),
      passesOver: share(({ exercised }) => exercised.passedOver > 0),
      losesAdapters: share(({ exercised }) => exercised.adaptersLost > 0),
      losesCopies: share(({ exercised }) => exercised.copiesLost > 0),
      isCapped: share(({ exercised }) => exercised.cappedSteps > 0),
      startsReplicas: share(({ exercised }) => exercised.starts > 0),
      drainsReplicas: share(({ exercised }) => exercised.drains > 0),
      isBarred: share(({ exercised }) => exercised.barred > 0),
      waitsForPrompt: share(({ exercised }) => exercised.heldWhole > 0),
      pads: share(({ exercised }) => exercised.paddedSteps > 0),
      asksAgain: share(({ exercised }) => exercised.retries > 0),
      cancels: share(({ exercised }) => exercised.cancelled > 0),
    },
  };
}

/** What is too rare, in words; empty when all is well. */
export function shortfalls(coverage: Coverage): string[] {
  return (Object.keys(required) as (keyof typeof required)[])
    .filter((key) => coverage.shares[key] < required[key])
    .map((key) => {
      const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
      return `only ${percent(coverage.shares[key])} of cases: ${key} (at least ${percent(required[key])})`;
    });
}
