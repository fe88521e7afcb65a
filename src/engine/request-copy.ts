import type { Content } from '../policy/content.ts';
import { clearProgress, field, type RequestTable, STRIDE } from './request-table.ts';

/** What of a row is not asked for, and is kept all the same where a request is sent once more. */
const kept = [
  field.session,
  field.turn,
  field.question,
  field.tries,
  field.asked,
  field.due,
  field.images,
  field.effort,
  field.entered,
] as const;

/** A new row that asks for what `row` asks for, and has been nowhere yet; returns its handle. */
export function repeatRequest(
  table: RequestTable,
  row: Float64Array,
  content: Content | null,
): number {
  const handle = table.allocate();
  const { rows } = table;
  const base = handle * STRIDE;
  rows.set(row, base);
  clearProgress(rows, base);
  for (const each of kept) rows[base + each] = row[each]!;
  table.contents[handle] = content;
  return handle;
}
