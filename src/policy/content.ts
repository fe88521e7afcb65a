/**
 * What the prompt of a request begins with, where others begin alike: pairs (text, tokens), the token counts ascending.
 * Up to the first count its tokens are those of the first text at the same places, from there up to the second count
 * those of the second, and so on; what follows is its own text, the prompt's rest and the answer. Two requests have the
 * same tokens up to a place exactly if the same texts cover both of them until there.
 *
 * A text is a whole number: that of a request is its `id`, those that no request wrote come from {@link sharedText}.
 */
export type Content = Float64Array;

/** Texts that prompts begin with: one for each group, groups 0 … count − 1 with shares in proportion to rank^−skew. */
export interface SharedPrefix {
  readonly tokens: number;
  readonly groups: number;
  readonly skew: number;
}

/** Text number `index` of workload number `workload` that no request wrote: a system prompt, a document, a block of a trace. */
export function sharedText(workload: number, workloads: number, index: number): number {
  return -1 - (index * workloads + workload);
}

/** What is left of a content in a prompt of `promptTokens`. */
export function within(content: Content | null, promptTokens: number): Content | null {
  if (content === null || content.length === 0) return null;
  if (content.at(-1)! <= promptTokens) return content;
  let end = 0;
  while (content[end + 1]! < promptTokens) end += 2;
  const cut = content.slice(0, end + 2);
  cut[end + 1] = promptTokens;
  return cut;
}

/** Content of a prompt whose first `tokens` tokens are a text that no request wrote. */
export function beginsWith(text: number, tokens: number): Content {
  return Float64Array.of(text, tokens);
}

/**
 * Content of a prompt that begins with the first `tokens` tokens of an earlier request: of its prompt, or of its prompt
 * and answer. `content` and `id` are those of that request. The next turn of a conversation begins with all of them.
 */
export function continues(content: Content | null, id: number, tokens: number): Content {
  const runs: number[] = [];
  for (let i = 0; content !== null && i < content.length; i += 2) {
    if (content[i + 1]! >= tokens) {
      runs.push(content[i]!, tokens);
      return Float64Array.from(runs);
    }
    runs.push(content[i]!, content[i + 1]!);
  }
  runs.push(id, tokens);
  return Float64Array.from(runs);
}
