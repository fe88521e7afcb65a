import { type Content, continues } from '../policy/content.ts';
import type { TraceContents } from '../trace/port.ts';

/** Requests of one session in a trace: the next one goes on from the prompt and the answer of the last. */
export class SessionTexts {
  readonly #last = new Map<number, { content: Content | null; id: number; tokens: number }>();
  readonly #turns = new Map<number, number>();

  /** The place of a session's next request among its own, from 0. */
  turn(session: number): number {
    const turn = this.#turns.get(session) ?? 0;
    this.#turns.set(session, turn + 1);
    return turn;
  }

  /** What a prompt begins with whose first `tokens` are those of the session's last request; null for the first. */
  after(session: number, tokens: number): Content | null {
    const last = this.#last.get(session);
    if (last === undefined || tokens <= 0) return null;
    return continues(last.content, last.id, Math.min(tokens, last.tokens));
  }

  /** Request `id` is the session's last one from now on; `tokens` are its prompt's and its answer's. */
  remember(session: number, content: Content | null, id: number, tokens: number): void {
    this.#last.set(session, { content, id, tokens });
  }
}

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
