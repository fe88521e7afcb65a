import type { Joules } from '../base/units.ts';
import type { ChipEnergy } from './energy.ts';
import type { Operator } from './operator.ts';

/** What operators come to over all chips and layers. */
export interface Totals {
  flops: number;
  bytes: number;
  joules: number;
}

/** Totals of one row of every operator. */
export function sumRows(operators: readonly Operator[], energy: ChipEnergy): Totals {
  const sum = { flops: 0, bytes: 0, joules: 0 };
  for (const o of operators) {
    const times = o.routes * o.repeats * o.rowChips;
    const flops = o.flopsPerRow * times;
    const bytes = o.bytesPerRow * times;
    const joulesPerFlop = o.dtype === null ? 0 : energy.joulesPerFlop(o.dtype);
    add(sum, { flops, bytes, joules: flops * joulesPerFlop + bytes * energy.joulesPerByte });
  }
  return sum;
}

export function scaled({ flops, bytes, joules }: Totals, by: number): Totals {
  return { flops: by * flops, bytes: by * bytes, joules: by * joules };
}

export function add(sum: Totals, more: Totals): void {
  sum.flops += more.flops;
  sum.bytes += more.bytes;
  sum.joules += more.joules;
}

/** Joules of the rows that experts are filled up with, over `chips` that hold them, per micro-batch. */
export function fillJoules(
  operators: readonly Operator[],
  energy: ChipEnergy,
  chips: number,
): Joules {
  let joules = 0;
  for (const { fillFlops, repeats, dtype } of operators) {
    if (dtype !== null) joules += energy.joulesPerFlop(dtype) * fillFlops * repeats * chips;
  }
  return joules;
}
