import { emptyPromptReason, maxArrival } from './layout.ts';
import { shown, tokenProblem, toTokens } from './numbers.ts';
import type { TraceResult } from './port.ts';
import { RowCollector } from './row-collector.ts';
import { optionalColumns } from './trace-columns.ts';

/** Columns of any source of requests, such as a run's own table. All have the length of the first. */
export interface RequestColumns {
  readonly arrivalSeconds: ArrayLike<number>;
  readonly promptTokens: ArrayLike<number>;
  readonly outputTokens: ArrayLike<number>;
  /** −1 where a row has none. */
  readonly maxTokens?: ArrayLike<number>;
  readonly priority?: ArrayLike<number>;
  readonly tenant?: ArrayLike<number>;
}

/**
 * Checks and sorts columns into a trace. Issues name rows as lines (1-based).
 *
 * @param originSeconds The instant that counts as 0; by default the earliest row's. Give 0 to replay a run on its own
 *   clock, to the bit.
 */
export function traceRowsFromColumns(columns: RequestColumns, originSeconds?: number): TraceResult {
  const collector = new RowCollector();
  const optional = optionalColumns.flatMap((name) => {
    const column = name in columns ? columns[name as keyof RequestColumns] : undefined;
    return column === undefined ? [] : [{ name, column }];
  });
  collector.begin(optional.map(({ name }) => name));
  const { arrivalSeconds, promptTokens, outputTokens } = columns;
  const more = optional.map(() => -1);
  for (let i = 0; i < arrivalSeconds.length && !collector.stopped; i++) {
    const arrival = arrivalSeconds[i] as number;
    let good = Math.abs(arrival) <= maxArrival;
    if (!good) {
      const message = `arrivalSeconds = ${arrival} is no time that can be read exactly`;
      collector.issue(i + 1, 1, message, 'give finite seconds');
    }
    const tokens = (name: string, value: number | undefined): number => {
      const count = toTokens(value ?? Number.NaN);
      if (count >= 0) return count;
      good = false;
      const { what, fix } = tokenProblem(value ?? Number.NaN);
      collector.issue(i + 1, 1, `${name} = ${shown(value)} ${what}`, fix);
      return -1;
    };
    const prompt = tokens('promptTokens', promptTokens[i]);
    const output = tokens('outputTokens', outputTokens[i]);
    optional.forEach(({ name, column }, at) => {
      more[at] = column[i] === -1 ? -1 : tokens(name, column[i]);
    });
    if (!good) continue;
    if (output === 0) collector.drop('no output tokens');
    else if (prompt === 0) collector.drop(emptyPromptReason);
    else collector.add(i + 1, arrival, prompt, output, more);
  }
  collector.requireRows(1);
  return collector.finish(1, undefined, originSeconds);
}
