import type { Content } from '../policy/content.ts';
import type { TraceContents } from '../trace/port.ts';

/** What a prompt begins with by a trace's tree: the texts from the root to `node`. */
export function traceContent(
  { parents, texts, tokens }: TraceContents,
  node: number,
  textOf: (index: number) => number,
): Content | null {
  const path: number[] = [];
  for (let at = node; at >= 0; at = parents[at]!) path.push(at);
  const runs: number[] = [];
  for (let i = path.length - 1; i >= 0; i--) {
    const at = path[i]!;
    runs.push(textOf(texts[at]!), tokens[at]!);
  }
  return runs.length === 0 ? null : Float64Array.from(runs);
}
