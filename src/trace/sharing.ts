import type { TraceContents, TraceRows } from './port.ts';

/** How prompts begin like earlier ones. */
export interface SharingSummary {
  /** Texts that prompts begin with; conversations count as none. */
  readonly texts: number;
  /** Rows whose prompt begins with tokens that came before. */
  readonly rows: number;
  /**
   * Those tokens ÷ all prompt tokens: what a prefix cache finds that holds every prompt since the start, forgets nothing
   * and has blocks of one token.
   */
  readonly share: number;
}

/** Sums up what the prompts of a trace share with earlier ones, in one pass; null where the file says nothing of it. */
export function summarizeSharing(rows: TraceRows): SharingSummary | null {
  const { contents, content, prefixTokens, session, promptTokens, outputTokens } = rows;
  if (contents === undefined && prefixTokens === undefined) return null;
  const seen = new Int32Array(contents === undefined ? 0 : textsOf(contents));
  const said = new Map<number, number>();
  let sharing = 0;
  let found = 0;
  let total = 0;
  for (let row = 0; row < rows.length; row++) {
    const prompt = promptTokens[row]!;
    const node = content?.[row] ?? -1;
    const speaker = session?.[row] ?? -1;
    let shared = 0;
    if (node >= 0) shared = seenTokens(contents!, node, prompt, seen);
    else if (speaker >= 0) shared = Math.min(prefixTokens?.[row] ?? 0, said.get(speaker) ?? 0);
    if (speaker >= 0) said.set(speaker, prompt + outputTokens[row]!);
    if (shared > 0) sharing += 1;
    found += Math.max(0, shared);
    total += prompt;
  }
  return { texts: seen.length, rows: sharing, share: total > 0 ? found / total : 0 };
}

/** How many texts there are: their numbers begin at 0. */
function textsOf({ texts }: TraceContents): number {
  let count = 0;
  for (const text of texts) count = Math.max(count, text + 1);
  return count;
}

/** Tokens of a prompt that earlier ones had at the same places; from now on all of its own are such, too. */
function seenTokens(
  { parents, texts, tokens }: TraceContents,
  node: number,
  prompt: number,
  seen: Int32Array,
): number {
  // from the end back to the start: what leads to a text counts before it
  let found = 0;
  for (let at = node; at >= 0; at = parents[at]!) {
    const start = parents[at]! < 0 ? 0 : tokens[parents[at]!]!;
    const end = Math.min(prompt, tokens[at]!);
    const known = Math.min(end, seen[texts[at]!]!);
    if (known < end) found = 0;
    if (known > start) found = Math.max(found, known);
    if (end > seen[texts[at]!]!) seen[texts[at]!] = end;
  }
  return found;
}
