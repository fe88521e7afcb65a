import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import type { Pool } from '../scenario/scenario.ts';
import { asks } from './asks.ts';
import type { ExplainedWorkload } from './explain-workload.ts';
import { percent, seconds } from './numbers.ts';

/** What is known of a pool as one of its models has it. */
interface OwnPool {
  readonly model: string;
  readonly best: { readonly requestsPerSecond: number };
}

/** What the models of one pool, whose replicas hold several, ask of the same chips. */
export interface ExplainedSharedChips {
  readonly pool: string;
  readonly models: readonly {
    readonly model: string;
    /** Requests that arrive ÷ those that all chips with the model could answer if they had nothing else; null where that follows from the run. */
    readonly share: number | null;
  }[];
  /** Null where one of them is. */
  readonly sum: number | null;
  /** Whether steps take turns; side by side the sum may exceed 1. */
  readonly inTurns: boolean;
}

/** Of each pool whose replicas hold several models, how much of the chips' time each takes, and all together. */
export function explainSharedChips(
  compiled: CompiledScenario,
  pools: readonly OwnPool[],
  workloads: readonly ExplainedWorkload[],
): readonly ExplainedSharedChips[] {
  return compiled.pools.flatMap(({ name, engines, sharing }) => {
    if (engines === undefined) return [];
    const models = engines.map((engine) => shareOf(engine, compiled, pools, workloads));
    const sum = models.reduce<number | null>(
      (all, { share }) => (all === null || share === null ? null : all + share),
      0,
    );
    return [{ pool: name, models, sum, inTurns: sharing?.kind !== 'mps' }];
  });
}

function shareOf(
  engine: CompiledPool,
  compiled: CompiledScenario,
  pools: readonly OwnPool[],
  workloads: readonly ExplainedWorkload[],
): ExplainedSharedChips['models'][number] {
  const model = compiled.groups[engine.group]?.model ?? '';
  const best = pools
    .filter((pool) => pool.model === model)
    .reduce((sum, pool) => sum + pool.best.requestsPerSecond, 0);
  // how many calls a strategy makes, and of whom, shows in the run
  let rate = compiled.workloads.some(({ strategy }) => strategy !== undefined) ? null : 0;
  for (const [i, workload] of compiled.workloads.entries()) {
    if (!asks(compiled, workload, engine)) continue;
    const own = workloads[i]?.ratePerSecond ?? null;
    rate = rate === null || own === null ? null : rate + own;
  }
  return { model, share: rate === null ? null : rate / best };
}

/** Text of what several models ask of the same chips. */
export function sharedChipsText({ pool, models, sum, inTurns }: ExplainedSharedChips): string {
  const rows = models.map(({ model, share }) =>
    share === null
      ? `  ${model}: what it takes of the chips follows from the run`
      : `  ${model}: ${percent(share)} of the chips’ time at best`,
  );
  return [`Chips of pool ${pool}, by model`, ...rows, ...sumLines(sum, inTurns)].join('\n');
}

function sumLines(sum: number | null, inTurns: boolean): string[] {
  if (sum === null) return [];
  const head = `  together ${percent(sum)}`;
  if (!inTurns) {
    const more = 'side by side they take less than that where one needs what another leaves';
    return [`${head} one after the other; ${more}`];
  }
  if (sum < 1) return [`${head}: enough, if their largest batches are full`];
  return [`${head}: more than there is; queues will grow without end`];
}

/** What an engine shares its chips with, in words; absent where it has them to itself. */
export function besideOf(source: Pool, pool: CompiledPool): { readonly beside?: string } {
  const { beside } = source;
  if (beside === undefined) return {};
  const others = beside.map(({ id }) => id).join(', ');
  const { sharing, residency } = pool;
  const figures = 'the figures below are those of having the chips alone';
  if (sharing?.kind === 'time-slicing') {
    const { sliceSeconds, switchSeconds } = sharing;
    const turns = `slices of ${seconds(sliceSeconds)} in turn, ${seconds(switchSeconds)} to change hands`;
    return { beside: `${others} in processes on the same chip: ${turns}; ${figures}` };
  }
  if (sharing?.kind === 'mps') {
    const threads =
      sharing.threadShare < 1
        ? `, this one on ${percent(sharing.threadShare)} of the processors`
        : '';
    const how = `kernels run side by side (MPS)${threads}`;
    return { beside: `${others} in processes on the same chip: ${how}; ${figures}` };
  }
  const load =
    residency === undefined
      ? ''
      : ` or in host memory (a load takes ${seconds(residency.loadSeconds)})`;
  const turns = 'steps take turns, KV room is what the others leave';
  return { beside: `${others} on the same chips${load}: ${turns}; ${figures}` };
}
