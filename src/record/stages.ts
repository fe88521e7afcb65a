import type { RequestRow } from './port.ts';
import type { StageUse } from './stage-use.ts';

/** What one stage of a strategy did for the measured requests of a workload. */
interface StageCount {
  /** Requests that it was called for, those of them that were answered rightly, and those that got its answer. */
  requests: number;
  right: number;
  delivered: number;
  calls: number;
  tokens: number;
  joules: number;
  usd: number;
}

/** The stages of a workload's strategy, in order. */
export class StageCounts {
  readonly stages: readonly StageCount[];

  constructor(stages: number) {
    this.stages = Array.from({ length: stages }, () => ({
      ...{ requests: 0, right: 0, delivered: 0 },
      ...{ calls: 0, tokens: 0, joules: 0, usd: 0 },
    }));
  }

  accept(uses: readonly StageUse[], { fate }: Pick<RequestRow, 'fate'>): void {
    for (const [i, use] of uses.entries()) {
      const stage = this.stages[i];
      if (stage === undefined || use.calls === 0) continue;
      stage.requests += 1;
      if (fate === 'right') stage.right += 1;
      if (use.isDelivered) stage.delivered += 1;
      stage.calls += use.calls;
      stage.tokens += use.tokens;
      stage.joules += use.joules;
      stage.usd += use.usd;
    }
  }
}
