import type { CompiledPool, CompiledWorkload } from '../compile/compiled.ts';
import { createStepModel } from '../engine/step-models.ts';
import { type PrefillBatch, StepTerms } from '../physics/step-model.ts';
import { noPrefill } from './explain-loads.ts';
import { type ExplainedStep, explainSteps, type TypicalRequest } from './explain-steps.ts';

/** What one mean request asks of a pool in operations, against what the pool's chips can do and what they deliver. */
export interface ExplainedWork {
  readonly workload: string;
  readonly pool: string;
  /** Of one request alone on a replica: its prompt, and all its tokens after the first. Of one shot, all is prompt. */
  readonly prefill: Work;
  readonly decode: Work;
  /** FLOPs per byte at which the pool's chips multiply as long as they read. */
  readonly ridge: number;
  /** FLOP/s of all chips of the pool: at peak, and as the rate of arrivals asks for (null where it follows from the run). */
  readonly peakFlopsPerSecond: number;
  readonly requiredFlopsPerSecond: number | null;
  /** What one request, alone, needs of its replica to meet each target, and what the replica has at peak. */
  readonly deadlines: readonly Deadline[];
  readonly replicaPeakFlopsPerSecond: number;
  readonly replicaPeakBytesPerSecond: number;
  /** What steps deliver: of decoding batches, then of prompts. */
  readonly delivered: readonly Delivered[];
}

export interface Work {
  readonly flops: number;
  readonly bytes: number;
  /** FLOPs per byte; null without bytes. */
  readonly intensity: number | null;
}

export interface Deadline {
  readonly target: 'ttft' | 'tpot' | 'e2e';
  readonly seconds: number;
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
}

export interface Delivered {
  readonly load: string;
  readonly seconds: number;
  /** Of all replicas of the pool. */
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly tokensPerSecond: number;
  readonly boundBy: ExplainedStep['boundBy'];
}

/** The work of a workload's mean request on a pool; null where steps are stated, so that nobody knows their FLOPs, and without a KV cache. */
export function explainWork(
  workload: CompiledWorkload,
  pool: CompiledPool,
  request: TypicalRequest,
  ratePerSecond: number | null,
): ExplainedWork | null {
  if (pool.step.kind === 'affine' || pool.decoding !== undefined) return null;
  const prefill = promptWork(pool, request);
  const decode = decodeWork(pool, request);
  const flops = prefill.flops + decode.flops;
  const { ttftSeconds, tpotSeconds, e2eSeconds } = workload.slo;
  const tokens = Math.max(1, request.outputTokens - 1);
  const deadlines = (
    [
      ['ttft', ttftSeconds, prefill.flops, prefill.bytes],
      ['tpot', tpotSeconds, decode.flops / tokens, decode.bytes / tokens],
      ['e2e', e2eSeconds, flops, prefill.bytes + decode.bytes],
    ] as const
  )
    .filter(([, seconds, work]) => Number.isFinite(seconds) && work > 0)
    .map(([target, seconds, work, bytes]) => ({
      target,
      seconds,
      flopsPerSecond: work / seconds,
      bytesPerSecond: bytes / seconds,
    }));
  return {
    workload: workload.name,
    pool: pool.name,
    prefill,
    decode,
    ridge: pool.peakFlops / pool.peakBytesPerSecond,
    peakFlopsPerSecond: pool.replicas * pool.peakFlops,
    requiredFlopsPerSecond: ratePerSecond === null ? null : ratePerSecond * flops,
    deadlines,
    replicaPeakFlopsPerSecond: pool.peakFlops,
    replicaPeakBytesPerSecond: pool.peakBytesPerSecond,
    delivered: explainSteps(pool, request).map((step) => delivered(pool, step)),
  };
}

const workOf = (flops: number, bytes: number): Work => ({
  flops,
  bytes,
  intensity: bytes > 0 ? flops / bytes : null,
});

/** A prompt in chunks of what a step may hold, alone on its replica. */
function promptWork(pool: CompiledPool, { promptTokens, images = 0 }: TypicalRequest): Work {
  const model = createStepModel({ step: pool.step });
  const terms = new StepTerms();
  const most = pool.engine.maxBatchedTokens;
  if (pool.step.kind === 'encoder') {
    model.mixed(0, { ...noPrefill, images }, terms);
    return workOf(terms.flops, terms.bytes);
  }
  const isJob = pool.step.kind === 'one-shot' && pool.step.input.maxBatchItems === null;
  const whole = isJob ? 1 : promptTokens;
  let flops = 0;
  let bytes = 0;
  for (let done = 0; done < whole; done += most) {
    const tokens = Math.min(most, whole - done);
    const prefill: PrefillBatch = {
      sequences: 1,
      tokens,
      cachedTokens: done,
      attentionPairs: tokens * done + (tokens * (tokens + 1)) / 2,
      finishing: done + tokens >= whole ? 1 : 0,
      images: done === 0 ? images : 0,
    };
    model.mixed(0, prefill, terms, { tokens, most: tokens });
    flops += terms.flops;
    bytes += terms.bytes;
  }
  return workOf(flops, bytes);
}

/** The tokens after the first, each at the mean context, alone and undrafted. */
function decodeWork(pool: CompiledPool, { promptTokens, outputTokens }: TypicalRequest): Work {
  if (pool.step.kind === 'one-shot' || pool.step.kind === 'encoder') return workOf(0, 0);
  const terms = new StepTerms();
  createStepModel({ step: pool.step }).decode(1, terms);
  const context = promptTokens + outputTokens / 2;
  const tokens = Math.max(0, outputTokens - 1);
  return workOf(
    tokens * (terms.flops + terms.flopsPerContext * context),
    tokens * (terms.bytes + terms.bytesPerContext * context),
  );
}

function delivered(pool: CompiledPool, step: ExplainedStep): Delivered {
  const ranks = pool.replicas * pool.dataRanks;
  const rate = (amount: number) => (ranks * amount) / step.seconds;
  return {
    load: step.load,
    seconds: step.seconds,
    flopsPerSecond: rate(step.flops),
    bytesPerSecond: rate(step.bytes),
    tokensPerSecond: rate(step.decodeSequences + step.prefillTokens),
    boundBy: step.boundBy,
  };
}
