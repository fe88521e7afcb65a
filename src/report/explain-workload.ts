import type { CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import { requestRate } from '../compile/request-rate.ts';
import type { SharedPrefix } from '../policy/content.ts';
import { lengthMean } from '../policy/length/index.ts';
import type { TraceRows } from '../trace/port.ts';
import { arrivalsText } from './explain-arrivals.ts';
import { explainClients } from './explain-clients.ts';
import { explainLadder } from './explain-ladder.ts';
import { type ExplainedLengths, explainLengths } from './explain-lengths.ts';
import type { TypicalRequest } from './explain-steps.ts';
import { explainThinking, routedShares } from './explain-thinking.ts';
import { priceLine } from './prices-text.ts';
import { sharedTokens } from './shared-tokens.ts';

export interface ExplainedWorkload {
  readonly name: string;
  readonly model: string;
  readonly arrivals: string;
  /** Null where it is not set but follows from the run (closed loop). */
  readonly ratePerSecond: number | null;
  readonly promptTokens: ExplainedLengths;
  readonly outputTokens: ExplainedLengths;
  /** Of a mean prompt, and the tokens of each, which promptTokens leaves out; absent without. */
  readonly images?: { readonly mean: number; readonly tokens: number };
  readonly maxTokens: number;
  /** What clients do beside waiting for one answer; absent where they do nothing. */
  readonly clients?: readonly string[];
  /** What it falls back on when its deadline is near, and what that takes; absent where it does not. */
  readonly ladder?: readonly string[];
  /** What is asked, and how it is answered; absent where answers have no quality. */
  readonly thinking?: readonly string[];
  /** What users pay; absent where nobody asks. */
  readonly price?: string;
  /** By model, the share of its requests that it gets by how hard they look; absent where one gets all. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Models that its strategy calls, as often as it does; absent without. */
  readonly calls?: readonly string[];
  /** What prompts of one group begin with; absent where they share nothing. */
  readonly prefix?: SharedPrefix;
  /** Tokens of a typical prompt that others before it began with, too. */
  readonly sharedTokens: number;
}

export function explainWorkload(
  workload: CompiledWorkload,
  compiled: CompiledScenario,
  rows: TraceRows | undefined,
): ExplainedWorkload {
  const { arrivals } = workload;
  const lengths = explainLengths(workload, rows);
  const span = rows === undefined ? 0 : (rows.arrivalSeconds.at(-1) ?? 0);
  const traceRate = rows !== undefined && span > 0 ? rows.length / span : null;
  return {
    name: workload.name,
    model: compiled.groups[workload.group]?.model ?? '',
    arrivals: arrivalsText(arrivals),
    ratePerSecond: requestRate(arrivals)?.mean ?? traceRate,
    promptTokens: lengths.prompt,
    outputTokens: lengths.output,
    ...(workload.images && {
      images: {
        mean: lengthMean(workload.images.perRequest),
        tokens: workload.images.tokens,
      },
    }),
    maxTokens: workload.maxTokens,
    ...explainClients(workload),
    ...explainLadder(workload, compiled),
    ...(workload.price && { price: priceLine(workload.price) }),
    ...explainThinking(workload, compiled.groups[workload.group]?.model ?? ''),
    ...sharesOf(workload),
    ...callsOf(workload, compiled),
    ...(workload.prefix === undefined ? {} : { prefix: workload.prefix }),
    sharedTokens: sharedTokens(workload, lengths.prompt.realisedMean, rows),
  };
}

function callsOf(
  { strategy }: CompiledWorkload,
  { groups }: CompiledScenario,
): Pick<ExplainedWorkload, 'calls'> {
  if (strategy === undefined) return {};
  const models = strategy.tiers.flatMap(({ group }) =>
    group === null ? [] : (groups[group]?.model ?? []),
  );
  return { calls: [...new Set(models)] };
}

function sharesOf({ routes }: CompiledWorkload): Pick<ExplainedWorkload, 'shares'> {
  if (routes === undefined) return {};
  const shares = routedShares(routes);
  return { shares: Object.fromEntries(routes.models.map((model, i) => [model, shares[i] ?? 0])) };
}

/** Share of the requests of a workload that a model gets. */
export function shareOf({ model, shares }: ExplainedWorkload, asked: string | undefined): number {
  if (shares === undefined) return model === asked ? 1 : 0;
  return shares[asked ?? ''] ?? 0;
}

/** Tokens of text and images. */
function promptMean({ promptTokens, images }: ExplainedWorkload): number {
  return promptTokens.realisedMean + (images === undefined ? 0 : images.mean * images.tokens);
}

/** Mean lengths over the workloads of a pool, by their rates where all of them have one. */
export function typicalRequest(workloads: readonly ExplainedWorkload[]): TypicalRequest {
  const known = workloads.every(({ ratePerSecond }) => ratePerSecond !== null);
  const weights = workloads.map(({ ratePerSecond }) => (known ? (ratePerSecond ?? 0) : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const average = (of: (workload: ExplainedWorkload) => number) =>
    workloads.reduce((sum, each, i) => sum + of(each) * (weights[i] ?? 0), 0) / total;
  return {
    promptTokens: workloads.length === 0 ? 1 : average(promptMean),
    ...(workloads.some(({ images }) => images !== undefined) && {
      images: average(({ images }) => images?.mean ?? 0),
    }),
    outputTokens: workloads.length === 0 ? 1 : average((each) => each.outputTokens.realisedMean),
    maxTokens: workloads.length === 0 ? 1 : average((each) => each.maxTokens),
    sharedTokens: workloads.length === 0 ? 0 : average((each) => each.sharedTokens),
  };
}
