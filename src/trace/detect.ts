import { azureLlmLayout } from './azure-llm.ts';
import { burstgptLayout } from './burstgpt.ts';
import { splitCsvLine } from './csv-line.ts';
import { isRequired, nearest, type TraceLayout } from './layout.ts';
import { mooncakeLayout } from './mooncake.ts';
import { tailwattLayout } from './tailwatt.ts';

const layouts = [azureLlmLayout, burstgptLayout, mooncakeLayout, tailwattLayout] as const;

/**
 * The format that a file is in, told from its first line: the format whose required columns it names best, misspelled or
 * not, so that the reader can then say what is wrong with it. The file's name decides where the text does not; null
 * where neither does.
 *
 * @param firstText The file's beginning, a few kilobytes, cut anywhere.
 */
export function detectFormat(
  fileName: string,
  firstText: string,
): (typeof layouts)[number]['id'] | null {
  const text = firstText.replace(/^\ufeff/, '').trimStart();
  const isJson = text.startsWith('{') || text.startsWith('[');
  const names = isJson ? jsonKeys(text) : csvNames(text);
  let best: (typeof layouts)[number] | null = null;
  let most = 0;
  for (const layout of layouts) {
    if (!(layout.syntaxes as readonly string[]).includes(isJson ? 'jsonl' : 'csv')) continue;
    const score = similarity(layout, names);
    if (score > most) [best, most] = [layout, score];
  }
  if (best !== null) return best.id;
  const base = fileName.toLowerCase();
  return layouts.find(({ id }) => base.includes(id.split('-')[0] as string))?.id ?? null;
}

/** Required columns found: 1 for each as it is, ½ for each misspelled one. */
function similarity(layout: TraceLayout, names: readonly string[]): number {
  let score = 0;
  for (const { name } of layout.fields.filter(isRequired)) {
    if (names.some((other) => other.toLowerCase() === name.toLowerCase())) score += 1;
    else if (nearest(name, names) !== null) score += 0.5;
  }
  return score;
}

function csvNames(text: string): readonly string[] {
  const line = text.slice(0, 4096).split(/[\r\n]/, 1)[0] ?? '';
  return (splitCsvLine(line) ?? []).map((name) => name.trim());
}

/** Keys of the first object, as far as the text goes: it may be cut in the middle of a long array. */
function jsonKeys(text: string): readonly string[] {
  const line = text.slice(0, 4096).split('}', 1)[0] ?? '';
  return Array.from(line.matchAll(/"([^"\\]{1,64})"\s*:/g), (match) => match[1] as string);
}
