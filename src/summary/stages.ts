import type { ClassSamples } from '../record/class-samples.ts';
import { StageCounts } from '../record/stages.ts';
import type { SummarizedScenario } from './input.ts';

/** What one stage of a strategy did: a tier of a cascade or a route, or a model beside others; or one that requests are routed to. */
export interface StageFigures {
  readonly stage: string;
  /** Requests that it was called for ÷ measured ones; of them, those that were answered rightly, and that got its answer. */
  readonly calledShare: number | null;
  readonly rightShare: number | null;
  readonly deliveredShare: number | null;
  /** Over all measured requests, whether it was called for them or not; joules as attributed, without idle ones. */
  readonly callsPerRequest: number | null;
  readonly tokensPerRequest: number | null;
  readonly joulesPerRequest: number | null;
  /** Null where nobody counts, or no price is known. */
  readonly usdPerRequest: number | null;
  /** Of the joules of all stages. */
  readonly joulesShare: number | null;
}

/** Absent where one model answers, and over several workloads. */
export function stagesOf(
  { stages, measured, accounts }: Pick<ClassSamples, 'stages' | 'measured' | 'accounts'>,
  workloads: readonly number[],
  scenario: Pick<SummarizedScenario, 'workloads'>,
): { readonly stages?: readonly StageFigures[] } {
  const [only, ...others] = workloads;
  const workload = only === undefined ? undefined : scenario.workloads[only];
  const names = workload?.routes?.models ?? workload?.strategy?.stages;
  if (names === undefined || others.length > 0) return {};
  const counts = (stages ?? new StageCounts(names.length)).stages;
  const joules = counts.reduce((sum, each) => sum + each.joules, 0);
  const ratio = (value: number, of: number) => (of > 0 && !Number.isNaN(value) ? value / of : null);
  return {
    stages: counts.map((each, i) => ({
      stage: names[i] ?? '',
      calledShare: ratio(each.requests, measured),
      rightShare: ratio(each.right, each.requests),
      deliveredShare: ratio(each.delivered, each.requests),
      callsPerRequest: ratio(each.calls, measured),
      tokensPerRequest: ratio(each.tokens, measured),
      joulesPerRequest: ratio(each.joules, measured),
      usdPerRequest: accounts === null ? null : ratio(each.usd, measured),
      joulesShare: ratio(each.joules, joules),
    })),
  };
}
