import type { Source } from '../physics/data-sheets.ts';
import { figure, quantity, whole } from './numbers.ts';
import { textTable } from './text-table.ts';

type Sheets = Readonly<Record<string, object>>;

/** The kinds of data sheets and how many there are of each. */
export function catalogText(catalog: Readonly<Record<string, Sheets>>): string {
  const rows = Object.entries(catalog).map(([kind, sheets]) => {
    const ids = Object.keys(sheets);
    return [kind, whole(ids.length), ids.join(', ')];
  });
  const lists = rows.map(([kind, count, ids]) => `${kind} (${count})\n  ${ids}`);
  return `${lists.join('\n\n')}\n\nOne kind: tailwatt catalog KIND; one data sheet with its sources: tailwatt catalog KIND ID`;
}

/** The data sheets of one kind: the figures that all of them have. */
export function sheetListText(kind: string, sheets: Sheets): string {
  const entries = Object.entries(sheets).map(([id, sheet]) => [id, flatten(sheet)] as const);
  const all = entries.map(([, figures]) => figures);
  const columns = [...(all[0]?.keys() ?? [])].filter(
    (name) => name !== 'id' && all.every((figures) => isShort(figures.get(name))),
  );
  const rows = entries.map(([id, figures]) => [
    id,
    ...columns.map((name) => showValue(name, figures.get(name))),
  ]);
  const left = [0, ...columns.flatMap((name, i) => (isText(all[0]?.get(name)) ? [i + 1] : []))];
  return `${kind}\n${textTable(['id', ...columns], rows, left)}`;
}

/** One data sheet: every figure with the document that says so. */
export function sheetText(sheet: object): string {
  const { sources, source, ...figures } = sheet as Readonly<Record<string, unknown>> & {
    readonly sources?: Readonly<Record<string, Source>>;
    readonly source?: Source;
  };
  const rows = [...flatten(figures)].map(([name, value]) => {
    const from = sources?.[name] ?? sources?.[name.split('.')[0] ?? ''];
    return [name, showValue(name, value), from === undefined ? '' : sourceText(from)];
  });
  const table = textTable(['figure', 'value', 'source'], rows, [0, 1, 2]);
  return source === undefined ? table : `${table}\n\nsource: ${sourceText(source)}`;
}

/** A source in one line: what kind it is, whether two documents agree, where to look. */
export function sourceText(source: Source): string {
  const checked = source.verified ? ', checked' : '';
  return `${source.kind}${checked}: ${source.text}`;
}

/** Nested figures by their path (`peak.bf16`, `textEncoders[1].layers`), without the sources. */
function flatten(sheet: object, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [name, value] of Object.entries(sheet)) {
    if (name === 'sources' || name === 'source') continue;
    if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
      const items = Object.fromEntries(value.map((item, i) => [`${name}[${i + 1}]`, item]));
      for (const [path, inner] of flatten(items, prefix)) flat.set(path, inner);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [path, inner] of flatten(value, `${prefix}${name}.`)) flat.set(path, inner);
    } else {
      flat.set(prefix + name, value);
    }
  }
  return flat;
}

function isShort(value: unknown): boolean {
  return value !== undefined && String(value).length <= 40;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** Units by the last word of a figure's name, as everywhere in Tailwatt. */
const units: readonly (readonly [suffix: RegExp, unit: string])[] = [
  [/bandwidth$/i, 'B/s'],
  [/bytes$/i, 'B'],
  [/watts$/i, 'W'],
  [/seconds/i, 's'],
  [/^peak\./, 'FLOP/s'],
];

function showValue(name: string, value: unknown): string {
  if (typeof value !== 'number') return String(value ?? '');
  const unit = units.find(([suffix]) => suffix.test(name))?.[1];
  if (unit === 's') return value < 1e-3 ? `${figure(value * 1e6)} µs` : `${figure(value * 1e3)} ms`;
  if (unit !== undefined) return quantity(value, unit);
  return name === 'year' ? String(value) : figure(value);
}
