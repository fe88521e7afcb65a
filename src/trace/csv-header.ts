import { fieldColumn, splitCsvLine } from './csv-line.ts';
import {
  fieldOf,
  isRequired,
  type LayoutField,
  nearest,
  requiredHeader,
  type TraceLayout,
} from './layout.ts';
import { parseDecimal, shown } from './numbers.ts';
import type { RowCollector } from './row-collector.ts';
import { type OptionalColumn, optionalColumns } from './trace-columns.ts';

/** Where the columns of a layout stand in a file. */
export interface CsvColumns {
  readonly width: number;
  readonly arrival: number;
  readonly prompt: number;
  readonly output: number;
  readonly optional: readonly {
    readonly role: OptionalColumn;
    readonly at: number;
    readonly name: string;
  }[];
}

/** Finds a layout's columns in a header line, in any order and case; null (and the collector stopped) where it cannot. */
export function readCsvHeader(
  layout: TraceLayout,
  collector: RowCollector,
  text: string,
  line: number,
): CsvColumns | null {
  const names = splitCsvLine(text)?.map((name) => name.trim()) ?? null;
  if (names === null || looksForeign(layout, names, text)) {
    const { message, fix } = headerProblem(layout, names, text);
    collector.stop(line, 1, message, fix);
    return null;
  }
  const found = new Map<LayoutField, number>();
  const unknown: { readonly name: string; readonly at: number }[] = [];
  let good = true;
  names.forEach((name, at) => {
    const field = layout.fields.find((known) => sameName(known.name, name));
    if (field === undefined) unknown.push({ name, at });
    else if (!found.has(field)) found.set(field, at);
    else {
      good = false;
      const message = `the header has two columns ${shown(field.name)}`;
      collector.issue(line, fieldColumn(text, at), message, 'rename or remove one');
    }
  });
  const missing = layout.fields.filter((field) => !found.has(field));
  good = reportMisspelled(layout, collector, missing, unknown, text, line) && good;
  if (!good) {
    collector.stopped = true;
    return null;
  }
  noteUnused(collector, found, unknown);
  const optional = Array.from(found).flatMap(([{ role, name }, at]) =>
    isOptionalRole(role) ? [{ role, name, at }] : [],
  );
  const at = (role: 'arrival' | 'prompt' | 'output') => found.get(fieldOf(layout, role)) as number;
  return {
    width: names.length,
    arrival: at('arrival'),
    prompt: at('prompt'),
    output: at('output'),
    optional,
  };
}

function isOptionalRole(role: LayoutField['role']): role is OptionalColumn {
  return (optionalColumns as readonly string[]).includes(role);
}

function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/** True for a line that shares no column with the layout, not even a misspelled one. */
function looksForeign(layout: TraceLayout, names: readonly string[], text: string): boolean {
  if (text.startsWith('{') || text.startsWith('[')) return true;
  const required = layout.fields.filter(isRequired).map((field) => field.name);
  return !names.some((name) => nearest(name, required) !== null);
}

/** What a first line that is no header of this layout probably is. */
function headerProblem(
  layout: TraceLayout,
  names: readonly string[] | null,
  text: string,
): { readonly message: string; readonly fix: string } {
  const header = requiredHeader(layout);
  const start = text.trimStart()[0];
  if (names === null) {
    return { message: 'a quote of the header is not closed', fix: `begin the file with ${header}` };
  }
  if (start === '{' || start === '[') {
    const message = `the file is JSON; ${layout.id} is CSV`;
    return { message, fix: 'name the format of the file: mooncake and tailwatt read JSON lines' };
  }
  const separator = [';', '\t', '|'].find((mark) => text.includes(mark) && names.length === 1);
  if (separator !== undefined) {
    const message = `the header's columns are separated by ${JSON.stringify(separator)}`;
    return { message, fix: 'save the file with commas' };
  }
  if (names.length > 1 && names.slice(1).every((name) => !Number.isNaN(parseDecimal(name)))) {
    return { message: 'the first line is data, not a header', fix: `put before it: ${header}` };
  }
  const message = `the header ${shown(text)} is not one of ${layout.id}`;
  return { message, fix: `begin the file with ${header}, or name the file's format` };
}

/** Issues for columns that are missing, and for optional ones that somebody seems to have meant. */
function reportMisspelled(
  layout: TraceLayout,
  collector: RowCollector,
  missing: readonly LayoutField[],
  unknown: { readonly name: string; readonly at: number }[],
  text: string,
  line: number,
): boolean {
  let good = true;
  for (const field of missing) {
    const meant = nearest(
      field.name,
      unknown.map(({ name }) => name),
    );
    const at = unknown.findIndex(({ name }) => name === meant);
    const column = meant === null ? 1 : fieldColumn(text, unknown[at]?.at ?? 0);
    if (isRequired(field)) {
      good = false;
      const message = `the header has no column ${shown(field.name)}`;
      const fix =
        meant === null
          ? `begin the file with ${requiredHeader(layout)}`
          : `rename ${shown(meant)} to ${shown(field.name)}`;
      collector.issue(line, column, message, fix);
    } else if (meant !== null) {
      good = false;
      const message = `the header's column ${shown(meant)} is unknown`;
      collector.issue(line, column, message, `did you mean ${shown(field.name)}?`);
    }
    if (meant !== null) unknown.splice(at, 1);
  }
  return good;
}

const notedColumns = 10;

function noteUnused(
  collector: RowCollector,
  found: ReadonlyMap<LayoutField, number>,
  unknown: readonly { readonly name: string }[],
): void {
  for (const field of found.keys()) {
    if (field.role === 'unused') collector.note(unusedNote(field));
  }
  for (const { name } of unknown.slice(0, notedColumns)) collector.note(unknownNote(name));
  if (unknown.length > notedColumns) {
    collector.note(`${unknown.length - notedColumns} more unknown columns are not used`);
  }
}

export function unusedNote({ name, note }: LayoutField): string {
  return `${shown(name)}: ${note ?? 'not used in this version'}`;
}

export function unknownNote(name: string): string {
  return `${shown(name)}: unknown, not used`;
}
