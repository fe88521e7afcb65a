import type { RequestView } from '../request-view.ts';

/** Most tokens of texts that a router remembers of a replica: SGLang's 2²⁶ characters at four to a token (assumed). */
export const RECORD_TOKENS = 2 ** 24;

/** A text as far as replicas were sent it. */
interface Holders {
  /** Tokens since the start of a prompt up to which a replica was sent the text, by replica. */
  readonly ends: Map<number, number>;
  /** The farthest of all that were ever sent. */
  most: number;
}

/** The replicas that may have more of a prompt than all others, and how many of its tokens that are. */
export interface Match {
  readonly tokens: number;
  readonly replica: number;
}

/**
 * What a router believes that replicas have cached: the prompts that it sent them itself, and nothing that they report.
 * It does not know their answers, nor what they have evicted since; beyond `mostTokens` of texts it forgets, of each
 * replica, those that it was not sent for longest. What a prompt has alone is remembered only where it belongs to a
 * session, whose next turn begins with it. O(texts of the prompt), amortised, and for `longest` the replicas that have
 * the last of them where the one to prefer does not.
 */
export class PrefixRecord {
  readonly #mostTokens: number;
  readonly #texts = new Map<number, Holders>();
  /** By replica, the texts that it was sent, the one not sent for longest first: text → tokens of it. */
  readonly #sent: Map<number, number>[];
  readonly #tokens: Float64Array;

  constructor(replicas: number, mostTokens: number = RECORD_TOKENS) {
    this.#mostTokens = mostTokens;
    this.#sent = Array.from({ length: replicas }, () => new Map());
    this.#tokens = new Float64Array(replicas);
  }

  /** A prompt is sent to a replica; returns how many of its tokens were not believed to be there. */
  add(replica: number, request: RequestView): number {
    const { content, promptTokens, session, text } = request;
    const known = this.match(replica, request);
    // the last text first: what leads to others is forgotten after them
    if (session >= 0) this.#note(replica, text, content?.at(-1) ?? 0, promptTokens);
    for (let i = (content?.length ?? 0) - 2; i >= 0; i -= 2) {
      this.#note(replica, content![i]!, i === 0 ? 0 : content![i - 1]!, content![i + 1]!);
    }
    while (this.#tokens[replica]! > this.#mostTokens) this.#forgetOldest(replica);
    return promptTokens - known;
  }

  /** Tokens of a prompt, from its start on, that a replica is believed to have. */
  match(replica: number, { content }: RequestView): number {
    for (let i = (content?.length ?? 0) - 2; i >= 0; i -= 2) {
      const end = this.#texts.get(content![i]!)?.ends.get(replica);
      if (end !== undefined) return Math.min(end, content![i + 1]!);
    }
    return 0;
  }

  /**
   * The replica that is believed to have most of a prompt among those that take requests; of equal ones the one of the
   * least load, then of the lowest number. `least` is the one of the least load of all. Null where none has anything.
   */
  longest(
    { content }: RequestView,
    least: number,
    isFull: (replica: number) => boolean,
    loadOf: (replica: number) => number,
  ): Match | null {
    for (let i = (content?.length ?? 0) - 2; i >= 0; i -= 2) {
      const holders = this.#texts.get(content![i]!);
      if (holders === undefined) continue;
      const most = Math.min(holders.most, content![i + 1]!);
      const ofLeast = Math.min(holders.ends.get(least) ?? 0, most);
      if (ofLeast === most) return { tokens: most, replica: least };
      let best: Match | null = null;
      let bestLoad = 0;
      for (const [replica, end] of holders.ends) {
        if (isFull(replica)) continue;
        const tokens = Math.min(end, most);
        const load = loadOf(replica);
        const isBetter =
          best === null ||
          tokens > best.tokens ||
          (tokens === best.tokens &&
            (load < bestLoad || (load === bestLoad && replica < best.replica)));
        if (isBetter) [best, bestLoad] = [{ tokens, replica }, load];
      }
      if (best !== null) return best;
    }
    return null;
  }

  /** Calls back with every replica that is believed to have some of a prompt, and how much; each once or more often. */
  each({ content }: RequestView, visit: (replica: number, tokens: number) => void): void {
    const first = content === null ? undefined : this.#texts.get(content[0]!);
    if (content === null || first === undefined) return;
    for (let i = 0; i < content.length; i += 2) {
      const holders = this.#texts.get(content[i]!);
      if (holders === undefined) return;
      for (const [replica, end] of holders.ends) visit(replica, Math.min(end, content[i + 1]!));
    }
  }

  /** A replica has lost what it had. */
  forget(replica: number): void {
    for (const text of this.#sent[replica]!.keys()) this.#drop(replica, text);
    this.#sent[replica]!.clear();
    this.#tokens[replica] = 0;
  }

  #note(replica: number, text: number, start: number, end: number): void {
    let holders = this.#texts.get(text);
    if (holders === undefined) {
      holders = { ends: new Map(), most: 0 };
      this.#texts.set(text, holders);
    }
    const sent = this.#sent[replica]!;
    const before = sent.get(text) ?? 0;
    const farthest = Math.max(end, holders.ends.get(replica) ?? 0);
    holders.ends.set(replica, farthest);
    holders.most = Math.max(holders.most, farthest);
    // the newest stands last
    sent.delete(text);
    sent.set(text, farthest - start);
    this.#tokens[replica]! += farthest - start - before;
  }

  #forgetOldest(replica: number): void {
    const sent = this.#sent[replica]!;
    const [text, tokens] = sent.entries().next().value!;
    sent.delete(text);
    this.#tokens[replica]! -= tokens;
    this.#drop(replica, text);
  }

  #drop(replica: number, text: number): void {
    const holders = this.#texts.get(text)!;
    holders.ends.delete(replica);
    if (holders.ends.size === 0) this.#texts.delete(text);
  }
}
