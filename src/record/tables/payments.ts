import { type ColumnSpec, float64, int32 } from '../table.ts';

/** Columns of the requests table where users are charged. */
export const requestPayments = [
  int32(
    'reasoning_tokens',
    'Output tokens of its calls that are not of the delivered answer: other samples, steps that led nowhere, judgements; output_tokens − answer_tokens.',
  ),
  float64(
    'price_usd',
    'What its user is charged: 0 where it did not complete, null where its workload has no price. `usd` is what it cost.',
    { nullable: true, unit: 'USD' },
  ),
] as const satisfies readonly ColumnSpec[];

export type RequestPayment = (typeof requestPayments)[number]['name'];
