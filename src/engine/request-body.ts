import type { RandomSource } from '../base/random/source.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { beginsWith, type Content, sharedText } from '../policy/content.ts';
import { createLengthSampler } from '../policy/length/index.ts';
import { createPair } from '../policy/length/joint.ts';
import { field } from './request-table.ts';

/**
 * Draws what a request asks for: a fixed order of draws, each kind from its own stream. Returns what its prompt begins
 * with; null where it shares nothing.
 */
export type Body = (rows: Float64Array, base: number) => Content | null;

/** Makes the drawing of a workload. */
export function createBody(
  workload: CompiledWorkload,
  lengths: RandomSource,
  outputs: RandomSource,
  tenants: RandomSource,
  prefixes: RandomSource,
  images: RandomSource,
): Body {
  const tenant = createTenantSampler(workload.tenants, tenants);
  const prefix = createPrefixSampler(workload.prefix, prefixes);
  const { maxTokens, priority } = workload;
  const draw = createLengths(workload, lengths, outputs);
  const bring = createImages(workload.images, images);
  return (rows, base) => {
    const { prompt, output } = draw();
    rows[base + field.prompt] = prompt + (bring?.(rows, base) ?? 0);
    writeOutput(rows, base, output, maxTokens);
    rows[base + field.priority] = priority;
    rows[base + field.tenant] = tenant();
    rows[base + field.client] = -1;
    return prefix();
  };
}

/**
 * Writes how long an answer is that has `drawn` tokens by itself, of which the client takes `most`; the effort says which part
 * of it that is, whence {@link drawnTokens} has the whole.
 */
export function writeOutput(rows: Float64Array, base: number, drawn: number, most: number): void {
  const isCut = drawn > most;
  rows[base + field.output] = isCut ? most : drawn;
  rows[base + field.effort] = isCut ? most / drawn : 1;
  rows[base + field.maxTokens] = most;
}

/** Tokens of an answer by itself, of which `tokens` are left at a part of its effort: exact for all lengths that are drawn. */
export function drawnTokens(tokens: number, effort: number): number {
  return Math.round(tokens / effort);
}

/** Makes the drawing of images, which says what their tokens come to; null where there are none. */
function createImages(
  images: CompiledWorkload['images'],
  source: RandomSource,
): ((rows: Float64Array, base: number) => number) | null {
  if (images === undefined) return null;
  const count = createLengthSampler(images.perRequest, source);
  return (rows, base) => {
    const drawn = count();
    rows[base + field.images] = drawn;
    return drawn * images.tokens;
  };
}

/** Draws the tokens of a prompt and of its answer; the object is reused. */
export type Lengths = () => { readonly prompt: number; readonly output: number };

/** Makes the drawing of lengths alone; 0 and 0 where a trace brings them. */
export function createLengths(
  { promptTokens, outputTokens }: Pick<CompiledWorkload, 'promptTokens' | 'outputTokens'>,
  lengths: RandomSource,
  outputs: RandomSource,
): Lengths {
  const drawn = { prompt: 0, output: 0 };
  if (promptTokens === null || outputTokens === null) return () => drawn;
  if (promptTokens.distribution === 'joint' && outputTokens.distribution === 'joint') {
    const pair = createPair(promptTokens, lengths, outputTokens);
    return () => {
      pair.draw();
      drawn.prompt = pair.prompt;
      drawn.output = pair.output;
      return drawn;
    };
  }
  const prompt = createLengthSampler(promptTokens, lengths);
  const output = createLengthSampler(outputTokens, outputs);
  return () => {
    drawn.prompt = prompt();
    drawn.output = output();
    return drawn;
  };
}

function createPrefixSampler(
  prefix: CompiledWorkload['prefix'],
  source: RandomSource,
): () => Content | null {
  if (prefix === undefined) return () => null;
  const { tokens, groups, skew, place, of } = prefix;
  const group = createTenantSampler({ count: groups, skew }, source);
  return () => beginsWith(sharedText(place, of, group()), tokens);
}

/** Numbers 0 … count − 1 with shares in proportion to rank^−skew (Zipf). */
export function createTenantSampler(
  { count, skew }: CompiledWorkload['tenants'],
  source: RandomSource,
): () => number {
  if (count === 1) return () => 0;
  const cumulative = new Float64Array(count);
  let sum = 0;
  for (let rank = 1; rank <= count; rank++) {
    sum += rank ** -skew;
    cumulative[rank - 1] = sum;
  }
  return () => {
    const target = source() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
