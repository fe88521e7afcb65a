import type { requestsTable } from '../record/tables/requests.ts';
import type { RequestSeries } from '../summary/request-series.ts';
import type { ReadTable } from './read.ts';

type RequestColumn = (typeof requestsTable.columns)[number]['name'];

/**
 * The requests of a replication in requests.arrow, in order of arrival (the file has them in that of completion); all of a
 * file that does not number replications, since it holds one.
 */
export function requestSeries(table: ReadTable, wanted = 0): RequestSeries {
  const numbers = (name: RequestColumn) => table.numbers(name);
  const request = numbers('request');
  const replication = table.columnNames.includes('replication')
    ? table.numbers('replication')
    : null;
  const rows = [...request.keys()].filter(
    (row) => replication === null || replication[row] === wanted,
  );
  rows.sort((left, right) => request[left]! - request[right]!);
  const inOrder = (name: RequestColumn) => {
    const values = numbers(name);
    return Float64Array.from(rows, (row) => values[row]!);
  };
  const measured = inOrder('measured');
  const outcome = table.strings('outcome' satisfies RequestColumn);
  const counts = rows.map((row, index) => measured[index] === 1 && outcome[row] === 'completed');
  const ofCompleted = (name: RequestColumn) =>
    inOrder(name).map((value, index) => (counts[index] === true ? value : Number.NaN));
  return {
    length: rows.length,
    arrivalSeconds: inOrder('arrival_seconds'),
    promptTokens: inOrder('prompt_tokens'),
    intendedOutputTokens: inOrder('intended_output_tokens'),
    measured,
    values: {
      ttft: ofCompleted('ttft_seconds'),
      tpot: ofCompleted('tpot_seconds'),
      e2e: ofCompleted('e2e_seconds'),
      queue: ofCompleted('queue_seconds'),
      request_joules: ofCompleted('accelerator_joules'),
    },
    sloMet: inOrder('slo_met').map((value, index) => (measured[index] === 1 ? value : Number.NaN)),
  };
}
