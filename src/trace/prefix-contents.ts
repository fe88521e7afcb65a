import type { TraceContents, TraceRows } from './port.ts';

/** Most different beginnings of a file (assumed). */
const mostNodes = 2 ** 24;

/** A part of a prefix's name that says where it ends: `name:tokens`. */
const endedPart = /^(.+):(\d{1,9})$/;

/**
 * Beginnings of prompts by name. A name may be a path, `system:512/document`: 512 tokens of one text, and after them
 * another that only those prompts have. Any other name is one text from the prompt's start on.
 */
export class PrefixContents {
  readonly #nodes = new Map<string, number>();
  readonly #texts = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #textOf: number[] = [];
  readonly #tokens: number[] = [];
  readonly #names: string[] = [];

  /** The node of the first `tokens` tokens of a prefix, or what is wrong with its name. */
  add(name: string, tokens: number): number | string {
    const parts = pathOf(name, tokens);
    let node = -1;
    for (const { text, end } of parts) {
      if (end <= (node < 0 ? 0 : this.#tokens[node]!))
        return 'has parts that end before they begin';
      node = this.#node(node, text, end);
      if (node >= mostNodes) return 'is one of too many';
    }
    return node;
  }

  finish(): TraceContents {
    return {
      parents: Int32Array.from(this.#parents),
      texts: Int32Array.from(this.#textOf),
      tokens: Int32Array.from(this.#tokens),
      names: this.#names,
    };
  }

  #node(parent: number, name: string, tokens: number): number {
    const textKey = `${parent}/${name}`;
    let text = this.#texts.get(textKey);
    if (text === undefined) {
      text = this.#names.length;
      // A joined copy: a slice would keep the whole piece of text that it was cut from alive.
      this.#names.push(Array.from(name).join(''));
      this.#texts.set(textKey, text);
    }
    const key = `${text}:${tokens}`;
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = this.#parents.length;
      this.#parents.push(parent);
      this.#textOf.push(text);
      this.#tokens.push(tokens);
      this.#nodes.set(key, node);
    }
    return node;
  }
}

function pathOf(name: string, tokens: number): { readonly text: string; readonly end: number }[] {
  const parts = name.split('/');
  const ended = parts.slice(0, -1).map((part) => endedPart.exec(part));
  const last = parts.at(-1)!;
  if (last === '' || ended.includes(null)) return [{ text: name, end: tokens }];
  const above = ended.map((found) => ({ text: found![1]!, end: Number(found![2]) }));
  return [...above, { text: last, end: tokens }];
}

/** What a row's prompt begins with, as the plain format writes it; null where the row names no text. */
export function prefixOfRow(
  { contents, content, promptTokens }: TraceRows,
  row: number,
): { readonly id: string; readonly tokens: number } | null {
  let node = content?.[row] ?? -1;
  if (contents === undefined || node < 0) return null;
  const { parents, texts, tokens, names } = contents;
  const prompt = promptTokens[row]!;
  while (parents[node]! >= 0 && tokens[parents[node]!]! >= prompt) node = parents[node]!;
  const nameOf = (at: number) => names?.[texts[at]!] ?? String(texts[at]!);
  let id = nameOf(node);
  for (let at = parents[node]!; at >= 0; at = parents[at]!)
    id = `${nameOf(at)}:${tokens[at]}/${id}`;
  return { id, tokens: Math.min(prompt, tokens[node]!) };
}
