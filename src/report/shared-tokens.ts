import type { CompiledWorkload } from '../compile/compiled.ts';
import type { TraceRows } from '../trace/port.ts';
import { summarizeSharing } from '../trace/sharing.ts';

/**
 * Tokens of a typical prompt that a prefix cache without an end finds where one replica serves all. Of sessions and
 * agents 0: their lengths are those of what a turn adds.
 */
export function sharedTokens(
  { prefix }: CompiledWorkload,
  promptTokens: number,
  rows: TraceRows | undefined,
): number {
  // the last token of a prompt is always computed
  const most = promptTokens - 1;
  if (prefix !== undefined) return Math.max(0, Math.min(prefix.tokens, most));
  const share = rows === undefined ? 0 : (summarizeSharing(rows)?.share ?? 0);
  return Math.min(share * promptTokens, most);
}
