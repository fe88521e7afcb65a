import type { Sequence } from './plain-sequence.ts';
import type { Exercised } from './records.ts';

/**
 * A prefix cache block by block: each full block under a key that spells out the texts of all tokens up to its end, the
 * blocks that nobody holds in a list from the one that was let go first to the one that was let go last.
 */
export class PlainCache {
  readonly #blockTokens: number;
  readonly #exercised: Exercised;
  /** How many hold each block. */
  readonly #holders = new Map<string, number>();
  #unheld: string[] = [];
  /** Blocks that the step computes. */
  readonly #fresh = new Set<string>();

  constructor(blockTokens: number, exercised: Exercised) {
    this.#blockTokens = blockTokens;
    this.#exercised = exercised;
  }

  get heldBlocks(): number {
    return this.#holders.size - this.#unheld.length;
  }

  /** The blocks that a waiting sequence finds, from its start on; it computes one token at least. */
  find(sequence: Sequence): string[] {
    const most = Math.floor((sequence.prefillTarget - 1) / this.#blockTokens);
    const keys = this.#keys(sequence, most);
    const missing = keys.findIndex((key) => !this.#holders.has(key));
    return missing === -1 ? keys : keys.slice(0, missing);
  }

  unheldOf(keys: readonly string[]): number {
    return keys.filter((key) => this.#holders.get(key) === 0).length;
  }

  /** A waiting sequence joins the batch with what it finds. */
  join(sequence: Sequence): void {
    const found = this.find(sequence);
    if (found.length > 0) this.#exercised.cacheHits += 1;
    if (found.some((key) => this.#fresh.has(key))) this.#exercised.sharedSteps += 1;
    for (const key of found) this.#hold(key);
    sequence.kept = found;
    sequence.blocks = found.length;
    sequence.computed = found.length * this.#blockTokens;
    if (!sequence.wasScheduled) sequence.cachedTokens = sequence.computed;
  }

  /** Whether a prompt of the step computes the first block that a waiting sequence lacks. */
  awaits(sequence: Sequence, planned: Iterable<Sequence>): boolean {
    const most = Math.floor((sequence.prefillTarget - 1) / this.#blockTokens);
    const found = this.find(sequence).length;
    if (found === most) return false;
    const missing = this.#keys(sequence, most)[found];
    for (const other of planned) {
      if (other.phase !== 'prefill' || other.kept.length !== found) continue;
      const keys = this.#keys(other, Math.floor(other.prefillTarget / this.#blockTokens));
      if (keys[found] === missing) return true;
    }
    return false;
  }

  /** The step computes a chunk: its full blocks are there for all who come after it. */
  schedule(sequence: Sequence, tokens: number): void {
    const before = sequence.kept.length;
    sequence.doubles = this.#keepUpTo(sequence, sequence.computed + tokens);
    for (const key of sequence.kept.slice(before)) this.#fresh.add(key);
  }

  /** The step is over. */
  endStep(): void {
    this.#fresh.clear();
  }

  /** Keeps the full blocks that a sequence has computed; what somebody else has kept by now is held instead. */
  keep(sequence: Sequence): void {
    this.#keepUpTo(sequence, sequence.computed);
    sequence.doubles = 0;
  }

  #keepUpTo(sequence: Sequence, tokens: number): number {
    const keys = this.#keys(sequence, Math.floor(tokens / this.#blockTokens));
    const news = keys.slice(sequence.kept.length);
    this.#exercised.cacheDoubles += news.filter((key) => this.#holders.has(key)).length;
    const doubles = news.filter((key) => (this.#holders.get(key) ?? 0) > 0).length;
    for (const key of news) this.#hold(key);
    sequence.kept = keys;
    return doubles;
  }

  /** A sequence leaves its blocks, the last one first. */
  leave(sequence: Sequence): void {
    for (const key of sequence.kept.reverse()) {
      this.#holders.set(key, this.#holders.get(key)! - 1);
      if (this.#holders.get(key) === 0) this.#unheld.push(key);
    }
    sequence.kept = [];
  }

  /** `blocks` blocks are taken of the `free` ones: those that hold nothing first. */
  makeRoom(blocks: number, free: number): void {
    const empty = free - this.#unheld.length;
    const evicted = this.#unheld.splice(0, Math.max(0, blocks - empty));
    for (const key of evicted) this.#holders.delete(key);
    this.#exercised.cacheEvictions += evicted.length;
  }

  clear(): void {
    this.#holders.clear();
    this.#unheld = [];
  }

  #hold(key: string): void {
    this.#holders.set(key, (this.#holders.get(key) ?? 0) + 1);
    this.#unheld = this.#unheld.filter((other) => other !== key);
  }

  #keys(sequence: Sequence, blocks: number): string[] {
    const { spec, request } = sequence;
    const keys: string[] = [];
    let spelled = '';
    let last = '';
    for (let token = 0; token < blocks * this.#blockTokens; token += 1) {
      const text = spec.content?.find(([, tokens]) => token < tokens)?.[0];
      const name = text === undefined ? `r${request}` : `w${sequence.workload}t${text}`;
      if (name !== last) spelled += `${token}${name} `;
      last = name;
      if ((token + 1) % this.#blockTokens === 0) keys.push(`${spelled}${token + 1}`);
    }
    return keys;
  }
}
