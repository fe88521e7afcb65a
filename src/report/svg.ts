type Attributes = Readonly<Record<string, string | number>>;

/** An element of an SVG picture, with its numbers to a tenth of a pixel; content must be markup already. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const told = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? tenth(value) : escaped(value)}"`,
  );
  return content === ''
    ? `<${name}${told.join('')}/>`
    : `<${name}${told.join('')}>${content}</${name}>`;
}

/** A line of text. */
export function text(words: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(words));
}

/** What a viewer shows beside the pointer. */
export function tooltip(words: string): string {
  return element('title', {}, escaped(words));
}

/** A number as pictures have it: to a tenth, without needless zeros. */
export function tenth(value: number): string {
  return String(Math.round(10 * value) / 10 + 0);
}

/** Pixels that words take in a sans-serif font of this size, in wide ones such as DejaVu Sans. */
export function textWidth(words: string, size: number): number {
  return 0.555 * size * words.length;
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
