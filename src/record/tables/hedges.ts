import { type ColumnSpec, int32 } from '../table.ts';

/** Columns of the requests table where clients send requests once more. */
export const requestHedges = [
  int32('copies', 'Copies of it that its client sent to other replicas while no first token came.'),
  int32(
    'answered_by',
    'Which of them stood for it at its end: 0 the request as it was first sent, n the copy of the n-th round (a round in which no other replica has room sends none).',
  ),
] as const satisfies readonly ColumnSpec[];

export type RequestHedge = (typeof requestHedges)[number]['name'];
