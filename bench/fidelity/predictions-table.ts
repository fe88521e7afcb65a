import { createIpcFileWriter } from '../../src/arrow/ipc.ts';
import { ChunkedTable } from '../../src/record/columns.ts';
import { dictionary, float64, type TableSpec } from '../../src/record/table.ts';
import type { RowOutcome } from './port.ts';
import { percentageError } from './statistics.ts';

/** One measured value and what was predicted for it; a row that was not predicted stands once, with the reason. */
export const predictionsTable = {
  name: 'fidelity',
  description: 'One measured value of one row of the measured data, and its prediction.',
  columns: [
    dictionary('file', 'Name of the file.'),
    dictionary('row_id', 'The row by its own row_id, else file:line with the header as line 1.'),
    dictionary(
      'model',
      'The model (of kernels: number formats or operation) as the file names it.',
    ),
    dictionary('accelerator', 'The chip as the file names it.'),
    dictionary('engine', 'The engine (of kernels: what they are) as the file names it.'),
    dictionary('metric', 'Column that was predicted; null where the row was not.', {
      nullable: true,
    }),
    float64('measured', 'The value of that column, in its unit; null where none was predicted.', {
      nullable: true,
    }),
    float64('predicted', 'The prediction, in the same unit; null where there is none.', {
      nullable: true,
    }),
    float64('error_percent', 'Predicted ÷ measured − 1, in per cent; null without a prediction.', {
      nullable: true,
    }),
    dictionary('suspect', 'Why the row is distrusted; null where it is not.', { nullable: true }),
    dictionary('skipped', 'Why the row was not predicted; null where it was.', { nullable: true }),
  ],
} as const satisfies TableSpec;

/** Codes of strings, in order of first use; '' and null are −1. */
class Codes {
  readonly texts: string[] = [];
  readonly #codes = new Map<string, number>();

  code(text: string | null): number {
    if (text === null || text === '') return -1;
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    this.#codes.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}

const named = ['file', 'row_id', 'model', 'accelerator', 'engine'] as const;
const optional = ['metric', 'suspect', 'skipped'] as const;

/** The table of all outcomes as the bytes of an Arrow file. */
export function predictionsFile(outcomes: readonly RowOutcome[]): readonly Uint8Array[] {
  const names = [...named, ...optional];
  const codes = Object.fromEntries(names.map((name) => [name, new Codes()])) as Record<
    (typeof names)[number],
    Codes
  >;
  const rows = outcomes.flatMap((outcome) => rowsOf(outcome, codes));
  const dictionaries = Object.fromEntries(names.map((name) => [name, codes[name].texts]));
  const writer = createIpcFileWriter(predictionsTable, {}, dictionaries);
  const bytes: Uint8Array[] = [];
  const table = new ChunkedTable(predictionsTable, (chunk) => bytes.push(...writer.write(chunk)));
  for (const row of rows) table.append(row);
  table.flush();
  bytes.push(...writer.close());
  return bytes;
}

type AllCodes = Readonly<Record<(typeof named)[number] | (typeof optional)[number], Codes>>;

function rowsOf(outcome: RowOutcome, codes: AllCodes): number[][] {
  const unnamed = (text: string) => (text === '' ? '(none)' : text);
  const head = [
    codes.file.code(outcome.file),
    codes.row_id.code(outcome.rowId),
    codes.model.code(unnamed(outcome.model)),
    codes.accelerator.code(unnamed(outcome.accelerator)),
    codes.engine.code(unnamed(outcome.engine)),
  ];
  const tail = [codes.suspect.code(outcome.suspect), codes.skipped.code(outcome.skipped)];
  const { NaN: none } = Number;
  if (outcome.figures.length === 0) return [[...head, -1, none, none, none, ...tail]];
  return outcome.figures.map((figure) => [
    ...head,
    codes.metric.code(figure.metric),
    figure.measured,
    figure.predicted,
    percentageError(figure),
    ...tail,
  ]);
}
