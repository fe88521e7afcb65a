import { roomOfOne } from '../../physics/memory.ts';
import { batchingRulesOf } from '../../policy/batching/index.ts';
import { lengthBounds, lengthMean } from '../../policy/length/index.ts';
import { outputBounds, outputMean } from '../resolve/lengths.ts';
import { fitOf, isPossible } from '../resolve/pool-memory.ts';
import { addedTokens } from '../retrieved.ts';
import type { Workload } from '../scenario.ts';
import { answerTokens } from '../thought.ts';
import { decoderOf } from './decoder-of.ts';
import { memoryKeys, type ServiceRule } from './rule.ts';
import { whatWouldFit } from './what-would-fit.ts';
import { oneOf } from './wording.ts';

/**
 * The KV cache has room for the requests that the workload draws. The last token's KV is never stored, so a request
 * holds prompt + output − 1 tokens. With `kvBlocks: auto` the largest request must fit (the mean one where a law is
 * unbounded); with explicit blocks larger ones are rejected while running, and only a cache
 * is refused that no request fits in, or hardly one: the mean is several times too large.
 */
export const kvRoom: ServiceRule = {
  involvesPool: [...memoryKeys, 'engine.batching', 'engine.preemption'],
  involvesWorkload: [
    'promptTokens',
    'outputTokens',
    'maxTokens',
    'images',
    'arrivals',
    'model',
    'task',
    'strategy',
  ],
  check(workload, pool, poolPath, reporter) {
    const shape = decoderOf(pool);
    const sizes = requestTokens(workload, pool.role === 'prefill');
    if (shape === undefined || sizes === null || !isPossible(pool)) return;
    // who encodes images keeps nothing of them
    if (pool.role === 'encode') return;
    const context = shape.contextTokens;
    const at = [...poolPath, 'engine', 'kvBlocks'];
    if (sizes.smallest > context) {
      const message = `no request of ${workload.name} could run: the smallest has ${sizes.smallest} tokens, the context of ${shape.id} ${context}`;
      reporter.error(
        poolPath,
        message,
        'shorten promptTokens or serve a model with a longer context',
      );
      return;
    }
    const retrieved = addedTokens(workload.strategy).mean;
    if (retrieved > 0 && sizes.promptTypical > context) {
      const message = `prompts of ${workload.name} have ${sizes.promptTypical} tokens on average with what is retrieved (${Math.round(retrieved)}): the context of ${shape.id} is ${context}`;
      reporter.error(poolPath, message, 'ask for fewer or shorter documents, or fewer rounds');
      return;
    }
    if (retrieved > 0 && sizes.promptMost > context) {
      const message = `some prompts of ${workload.name} may outgrow the context of ${shape.id} (${context} tokens) with what is retrieved: those requests get no answer`;
      reporter.warning(
        poolPath,
        message,
        'ask for fewer or shorter documents, or give their law a max',
      );
    }
    // The step of the last token had blocks for its drafts too.
    const drafted = pool.engine.speculation?.tokens ?? 0;
    const { reserves } = batchingRulesOf(pool.engine);
    const most = reserves ? sizes.promptLargest + allowedTokens(workload) - 1 : sizes.largest;
    const needed = Math.min(most, context) + drafted;
    // What is reserved is what clients allow, however little they take of it.
    const reserved = (prompt: number) => Math.min(prompt + allowedTokens(workload) - 1, context);
    const smallest = reserves ? reserved(sizes.promptSmallest) : sizes.smallest;
    const typical = reserves ? reserved(sizes.promptTypical) : sizes.typical;
    if (pool.engine.kvCache === false) return;
    const { kvBlocks } = pool.engine;
    const fit = fitOf({ ...pool, shape }, pool.parallelism);
    const { blockTokens, stateBlocks } = fit;
    const capacity = roomOfOne(fit, kvBlocks ?? fit.kvBlocks);
    if (kvBlocks === null) {
      // Below one block, weights-fit-memory has said so.
      if (capacity < blockTokens || capacity >= needed) return;
      const message = `the KV cache has room for ${capacity} tokens; a request of ${workload.name} may need ${needed}`;
      reporter.error(at, message, fixes(workload, sizes, capacity, whatWouldFit(pool, needed)));
    } else if (smallest > capacity || typical > HARDLY * capacity) {
      const size =
        smallest > capacity ? `the smallest has ${smallest}` : `they have ${typical} on average`;
      const message = `no request of ${workload.name} could run, or hardly one: ${size} tokens, ${kvBlocks} KV blocks hold ${capacity}`;
      const enough = stateBlocks + Math.ceil(needed / blockTokens);
      reporter.error(at, message, `use kvBlocks: ${enough} or more, or auto`);
    } else if (needed > capacity) {
      const message = `requests of ${workload.name} may need ${needed} tokens; those above ${capacity} will be rejected`;
      const enough = stateBlocks + Math.ceil(needed / blockTokens);
      reporter.warning(at, message, `use kvBlocks: ${enough} or more to serve them`);
    }
  },
};

/** Tokens that the clients of a workload allow; Infinity where only the model's context says. */
function allowedTokens({ maxTokens, outputTokens }: Workload): number {
  if (maxTokens !== null) return maxTokens;
  return outputTokens === null ? Number.POSITIVE_INFINITY : outputBounds(outputTokens)[1];
}

/** So many times the mean of an unbounded law are seldom exceeded (assumed). */
const SELDOM = 3;

/** A cache that the mean request exceeds this many times is taken for a mistake (assumed). */
const HARDLY = 4;

export interface RequestTokens {
  readonly smallest: number;
  /** Of the laws' means, before they are clipped, but no more than the largest. */
  readonly typical: number;
  readonly largest: number;
  readonly promptLargest: number;
  /** The same, but of laws without a bound as many times the mean as few exceed. */
  readonly promptMost: number;
  readonly promptTypical: number;
  readonly promptSmallest: number;
}

/** KV tokens of the smallest and the largest request, or of their prompts alone; null where a trace brings the lengths. */
export function requestTokens(workload: Workload, promptsAlone = false): RequestTokens | null {
  const { promptTokens, outputTokens, maxTokens, images } = workload;
  if (promptTokens === null || outputTokens === null) return null;
  const limit = promptsAlone ? 1 : (maxTokens ?? Number.POSITIVE_INFINITY);
  const seen = imageTokens(images);
  const [textMin, textMax] = lengthBounds(promptTokens);
  const added = addedTokens(workload.strategy);
  const [promptMin, promptMax] = [
    textMin + seen.least + added.least,
    textMax + seen.most + added.most,
  ];
  const promptMean = lengthMean(promptTokens) + seen.mean + added.mean;
  const [drawnMin, drawnMax] = outputBounds(outputTokens);
  const drawn = { least: drawnMin, mean: outputMean(outputTokens), most: drawnMax };
  const { least: outputMin, mean, most: outputMax } = answerTokens(workload, drawn);
  const promptLargest = Number.isFinite(promptMax) ? promptMax : Math.ceil(promptMean);
  const outputLargest = Number.isFinite(outputMax) ? outputMax : Math.ceil(mean);
  const largest = promptLargest + Math.min(outputLargest, limit) - 1;
  const typical = Math.ceil(promptMean + Math.min(mean, limit)) - 1;
  return {
    typical: Math.min(typical, largest),
    smallest: promptMin + Math.min(outputMin, limit) - 1,
    largest,
    promptLargest,
    promptMost: Number.isFinite(promptMax) ? promptMax : SELDOM * promptMean,
    promptTypical: Math.min(Math.ceil(promptMean), promptLargest),
    promptSmallest: promptMin,
  };
}

/** What the images of a prompt come to. */
function imageTokens(images: Workload['images']) {
  if (images === undefined) return { least: 0, mean: 0, most: 0 };
  const { perRequest, size } = images;
  const [least, most] = lengthBounds(perRequest);
  const { tokens } = size;
  return { least: least * tokens, mean: lengthMean(perRequest) * tokens, most: most * tokens };
}

function fixes(
  workload: Workload,
  sizes: RequestTokens,
  capacity: number,
  layouts: readonly string[],
): string {
  const shorter = Math.floor(capacity - sizes.promptLargest + 1);
  const options = [...layouts];
  if (shorter >= 1) options.push(`workloads[${workload.name}].maxTokens: ${shorter}`);
  if (options.length === 0) return 'shorten promptTokens, or use chips with more memory';
  return `${oneOf(options)} would fit`;
}
