import { BlockContents } from './block-contents.ts';
import { shown } from './numbers.ts';
import type { TraceContents } from './port.ts';
import { PrefixContents } from './prefix-contents.ts';
import type { OptionalColumn } from './trace-columns.ts';

/** What is wrong with what a row says of its prompt's beginning. */
export interface ContentProblem {
  readonly message: string;
  readonly fix: string;
}

/** Gathers what the prompts of a file begin with: by names, or by the numbers of blocks. */
export class RowContents {
  readonly #prefixes = new PrefixContents();
  readonly #blocks: BlockContents | null;
  readonly #content: number;
  readonly #tokens: number;
  readonly #session: number;

  /** @param optional The columns that rows bring; @param blockTokens Tokens of a block where contents are blocks. */
  constructor(optional: readonly OptionalColumn[], blockTokens: number | undefined) {
    this.#blocks = blockTokens === undefined ? null : new BlockContents(blockTokens);
    this.#content = optional.indexOf('content');
    this.#tokens = optional.indexOf('prefixTokens');
    this.#session = optional.indexOf('session');
  }

  /** Writes the content's node into the row's optional values; `value` is a prefix's name or a list of blocks. */
  settle(more: number[], promptTokens: number, value: unknown): ContentProblem | null {
    if (this.#content >= 0) more[this.#content] = -1;
    if (this.#blocks !== null) return this.#settleBlocks(this.#blocks, more, promptTokens, value);
    if (this.#tokens < 0 && this.#content < 0) return null;
    const name = typeof value === 'string' ? value : '';
    const tokens = this.#tokens < 0 ? -1 : more[this.#tokens]!;
    if (tokens > promptTokens) {
      const message = `prefix_tokens = ${tokens} are more than the ${promptTokens} of the prompt`;
      return { message, fix: 'count the tokens that the prompt begins with' };
    }
    if (name === '') {
      if (tokens <= 0 || (more[this.#session] ?? -1) >= 0) return null;
      const message = `prefix_tokens = ${tokens} without a prefix_id`;
      return {
        message,
        fix: 'name the prefix, or the session whose request before it goes on from',
      };
    }
    if (tokens < 0) {
      const message = `prefix_id = ${shown(name)} without prefix_tokens`;
      return { message, fix: 'say how many tokens of the prompt it has' };
    }
    const node = tokens === 0 ? -1 : this.#prefixes.add(name, tokens);
    if (typeof node === 'string') {
      const fix = 'write a plain name, or a path such as system:512/document';
      return { message: `prefix_id = ${shown(name)} ${node}`, fix };
    }
    more[this.#content] = node;
    return null;
  }

  /** The tree; rewrites the column of nodes that {@link settle} made. */
  finish(column: Int32Array): TraceContents {
    return this.#blocks === null ? this.#prefixes.finish() : this.#blocks.finish(column);
  }

  #settleBlocks(
    blocks: BlockContents,
    more: number[],
    promptTokens: number,
    value: unknown,
  ): ContentProblem | null {
    if (value === undefined || value === null) return null;
    const isList = Array.isArray(value) && value.every((id) => Number.isSafeInteger(id) && id >= 0);
    if (!isList) {
      const message = `${shown(value)} is no list of blocks`;
      return { message, fix: 'write whole numbers, such as [0, 1, 2]' };
    }
    const most = Math.ceil(promptTokens / blocks.blockTokens);
    if (value.length > most) {
      const message = `${value.length} blocks of ${blocks.blockTokens} tokens for a prompt of ${promptTokens}, which has ${most}`;
      return { message, fix: 'number only what the prompt begins with' };
    }
    const node = blocks.add(value);
    if (node === -2) return { message: 'the file has too many blocks', fix: 'split the file' };
    more[this.#content] = node;
    return null;
  }
}
