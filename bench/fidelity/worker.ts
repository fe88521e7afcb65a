import { predictRows, type RowsJob } from './predict-rows.ts';

/** Entry of the worker threads: rows in, outcomes out. */
export function work(job: RowsJob) {
  return predictRows(job);
}
