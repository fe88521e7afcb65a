import { aiperf } from './aiperf.ts';
import { aiperfCsv } from './aiperf-csv.ts';
import { aiperfRecords } from './aiperf-records.ts';
import { guidellm } from './guidellm.ts';
import { jsonDocuments } from './json.ts';
import type { Content, MeasuredFormat, MeasuredText } from './port.ts';
import { requestsCsv } from './requests-csv.ts';
import { rowsCsv } from './rows-csv.ts';
import { sglang } from './sglang.ts';
import { vllm } from './vllm.ts';

/** Formats of measured exports, in the order in which a file is tried. */
export const measuredFormats = {
  vllm,
  sglang,
  guidellm,
  aiperf,
  'aiperf-records': aiperfRecords,
  'aiperf-csv': aiperfCsv,
  'tailwatt-requests': requestsCsv,
  'tailwatt-rows': rowsCsv,
} as const satisfies Readonly<Record<string, MeasuredFormat>>;
export type MeasuredFormatId = keyof typeof measuredFormats;

export type MeasuredResult =
  | (MeasuredText & { readonly format: MeasuredFormatId })
  | (MeasuredText & { readonly format: null });

/**
 * Reads a measured export, by its content. Never throws for bad input: what is wrong is among the problems; a text of no
 * known format has the format null, with a problem that says what is known.
 */
export function readMeasured(text: string): MeasuredResult {
  const looksLikeJson = /^[\uFEFF\s]*[[{]/.test(text);
  const json = looksLikeJson ? jsonDocuments(text.replace(/^\uFEFF/, '')) : null;
  if (json !== null && 'problem' in json) {
    return { format: null, rows: [], problems: [json.problem], notes: [] };
  }
  const content: Content = { text, documents: json === null ? null : json.documents };
  for (const id of Object.keys(measuredFormats) as MeasuredFormatId[]) {
    const format: MeasuredFormat = measuredFormats[id];
    if (!format.matches(content)) continue;
    const { rows, problems, notes } = format.read(content);
    const inOrder = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    return { format: id, rows, problems: inOrder, notes };
  }
  const known = Object.values(measuredFormats).map(({ describe }) => describe);
  const problem = {
    line: 1,
    column: 1,
    message: 'this is no measured export of a known format',
    fix: `the formats are: ${known.join('; ')}`,
  };
  return { format: null, rows: [], problems: [problem], notes: [] };
}
