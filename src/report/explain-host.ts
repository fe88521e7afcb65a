import type { CompiledHostStage, CompiledPool } from '../compile/compiled.ts';
import { durationMean } from '../policy/duration/index.ts';
import type { TypicalRequest } from './explain-steps.ts';
import { figure, seconds } from './numbers.ts';

/** What the CPUs beside a pool do for a typical request, and how many requests they can prepare. */
export interface ExplainedHost {
  readonly stages: readonly ExplainedStage[];
  /** CPU cores of all nodes of accelerators, and of those that work is offloaded to. */
  readonly cores: number;
  readonly offloadCores: number;
  /** Requests per second at which cores are all taken, whichever are first; whole cores per request left over are not. */
  readonly bestRequestsPerSecond: number;
}

interface ExplainedStage {
  readonly kind: string;
  readonly when: 'before' | 'after';
  readonly cores: number;
  readonly offload: boolean;
  /** Mean, for a typical request. */
  readonly seconds: number;
}

/** Explains the host stages of a pool; nothing where it has none. */
export function explainHost(
  pool: CompiledPool,
  request: TypicalRequest,
): { readonly host?: ExplainedHost } {
  if (pool.host === undefined) return {};
  const { before, after, nodes, coresPerNode, offload } = pool.host;
  const stages = [...before, ...after].map((stage) => ({
    kind: stage.kind,
    when: stage.when,
    cores: stage.cores,
    offload: stage.offload,
    seconds: meanSeconds(stage, request),
  }));
  const cores = nodes * coresPerNode;
  const offloadCores = offload === null ? 0 : offload.nodes * offload.cores;
  const work = (offloaded: boolean) =>
    stages
      .filter((stage) => stage.offload === offloaded)
      .reduce((sum, stage) => sum + stage.cores * stage.seconds, 0);
  const bestRequestsPerSecond = Math.min(
    cores / work(false),
    offloadCores / work(true) || Infinity,
  );
  return { host: { stages, cores, offloadCores, bestRequestsPerSecond } };
}

/** Mean seconds of a stage for a typical request. */
function meanSeconds(stage: CompiledHostStage, request: TypicalRequest): number {
  const { time, perTokenSeconds, bytes, bytesPerSecond, when } = stage;
  const tokens = when === 'before' ? request.promptTokens : request.outputTokens;
  const reading = bytes === null ? 0 : durationMean(bytes) / bytesPerSecond;
  return durationMean(time) + reading + tokens * perTokenSeconds;
}

/** The lines of `explain`. */
export function hostLines({
  stages,
  cores,
  offloadCores,
  bestRequestsPerSecond,
}: ExplainedHost): string[] {
  const texts = stages.map(({ kind, when, offload, seconds: time, cores: taken }) => {
    const where = offload ? ', offloaded' : '';
    return `${kind} ${when} the engine ${seconds(time)} × ${taken}${where}`;
  });
  const places = offloadCores > 0 ? `${cores} + ${offloadCores} offloaded` : `${cores}`;
  return [
    `  host        ${places} CPU cores: ${texts.join(', ')}; at best ${figure(bestRequestsPerSecond)} requests/s`,
  ];
}
