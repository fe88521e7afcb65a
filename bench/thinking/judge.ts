import { answerLaws } from './answer-laws.ts';
import { calibratedRows } from './calibrated-rows.ts';
import { knownOf } from './known.ts';
import { otherLaws } from './other-laws.ts';
import type { ReferenceRow } from './reference-rows.ts';
import { isWithin } from './tolerance.ts';

/** One published point beside what Tailwatt says. */
export interface JudgedRow {
  readonly line: number;
  readonly strategy: string;
  readonly model: string;
  readonly task: string;
  readonly x: string;
  /** In the unit of the row; as the table has it where it is no number. */
  readonly reported: number | string;
  /** Null where nothing in the catalog says it, for the reason in `note`. */
  readonly predicted: number | null;
  readonly unit: string;
  readonly tolerance: string;
  readonly within: boolean;
  readonly note: string;
}

export interface Judgement {
  readonly calibrated: readonly JudgedRow[];
  readonly predicted: readonly JudgedRow[];
}

const calibratedTexts = new Set(calibratedRows.map((name) => JSON.stringify(name)));

/** Every row, either calibrated or predicted. */
export function judgeRows(rows: readonly ReferenceRow[]): Judgement {
  const judged = rows.map((row) => ({ row, judged: judgeRow(row, rows) }));
  const isCalibrated = ({ name }: ReferenceRow) => calibratedTexts.has(JSON.stringify(name));
  return {
    calibrated: judged.filter(({ row }) => isCalibrated(row)).map((each) => each.judged),
    predicted: judged.filter(({ row }) => !isCalibrated(row)).map((each) => each.judged),
  };
}

function judgeRow(row: ReferenceRow, rows: readonly ReferenceRow[]): JudgedRow {
  const { line, name, reported, unit, tolerance } = row;
  const { value, note } = predict(row);
  const number = Number(reported);
  return {
    line,
    strategy: name[0],
    model: name[1],
    task: name[2],
    x: name[3],
    reported: Number.isNaN(number) ? reported : number,
    predicted: value,
    unit,
    tolerance,
    within: value !== null && (within(row, value, rows) ?? false),
    note,
  };
}

function within(row: ReferenceRow, value: number, rows: readonly ReferenceRow[]): boolean | null {
  if (!row.tolerance.startsWith('shape')) return isWithin(value, row.reported, row.tolerance);
  // The shape is the change from the first row of the same model and task.
  const first = rows.find(
    ({ name }) => name[0] === row.name[0] && name[1] === row.name[1] && name[2] === row.name[2],
  );
  const from = first === undefined ? null : predict(first).value;
  if (first === undefined || from === null) return null;
  return Math.sign(value - from) === Math.sign(Number(row.reported) - Number(first.reported));
}

/** What Tailwatt says of a row, in the row's unit. */
export function predict(row: ReferenceRow): { value: number | null; note: string } {
  const [strategy, model, task, xText] = row.name;
  const x = numberOf(xText);
  const other = otherLaws.find(([words]) => words.test(strategy));
  if (other !== undefined) return said(other[1](row, x), `nothing is known of ${model}`);
  const law = answerLaws.find(([words]) => words.test(strategy));
  if (law === undefined) return said(null, 'no law for this strategy');
  const known = knownOf(row);
  if (known === null) return said(null, `nothing is known of ${model} at ${task}`);
  return said(law[1](known, x), 'this model does not think first');
}

function said(value: number | null, reason: string) {
  return value === null || Number.isNaN(value)
    ? { value: null, note: reason }
    : { value, note: '' };
}

/** `128k` and `1M` are tokens. */
function numberOf(text: string): number {
  const unit = text.endsWith('k') ? 1000 : text.endsWith('M') ? 1e6 : 1;
  return Number.parseFloat(text) * unit;
}
