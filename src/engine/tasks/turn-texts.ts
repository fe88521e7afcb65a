import type { Content } from '../../policy/content.ts';

/** No texts: the prompt begins with nothing that was said before. */
export const NO_TEXTS = -1;

/** Numbers of a text: its request, the tokens up to its end, and the place of the text before it. */
const WIDTH = 3;

/**
 * What the next prompts of many conversations begin with: 24 bytes for each turn that was said, in one array, and no object. A
 * conversation is known by the place of its last text; policy/content.ts says what texts are.
 */
export class TurnTexts {
  #texts = new Float64Array(WIDTH * 1024);
  #used = 0;
  #free = NO_TEXTS;

  /** Adds request `id` up to `tokens`, which becomes the last text: policy/content.ts `continues`. */
  continued(last: number, id: number, tokens: number): number {
    let before = last;
    let text = id;
    while (before !== NO_TEXTS && this.#texts[before + 1]! >= tokens) {
      text = this.#texts[before]!;
      before = this.#drop(before);
    }
    const place = this.#allocate();
    this.#texts[place] = text;
    this.#texts[place + 1] = tokens;
    this.#texts[place + 2] = before;
    return place;
  }

  /** Texts up to the last one; null where there are none. */
  content(last: number): Content | null {
    if (last === NO_TEXTS) return null;
    let count = 0;
    for (let at = last; at !== NO_TEXTS; at = this.#texts[at + 2]!) count++;
    const content = new Float64Array(2 * count);
    for (let at = last; at !== NO_TEXTS; at = this.#texts[at + 2]!) {
      count--;
      content[2 * count] = this.#texts[at]!;
      content[2 * count + 1] = this.#texts[at + 1]!;
    }
    return content;
  }

  /** Nobody goes on from these texts any more. */
  forget(last: number): void {
    for (let at = last; at !== NO_TEXTS; ) at = this.#drop(at);
  }

  /** Frees one text; returns the one before it. */
  #drop(place: number): number {
    const before = this.#texts[place + 2]!;
    this.#texts[place + 2] = this.#free;
    this.#free = place;
    return before;
  }

  #allocate(): number {
    if (this.#free !== NO_TEXTS) {
      const place = this.#free;
      this.#free = this.#texts[place + 2]!;
      return place;
    }
    const place = this.#used;
    this.#used += WIDTH;
    if (this.#used > this.#texts.length) {
      const wider = new Float64Array(2 * this.#texts.length);
      wider.set(this.#texts);
      this.#texts = wider;
    }
    return place;
  }
}
