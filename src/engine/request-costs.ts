import type { RequestRow } from '../record/port.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { EngineReplica } from './replica/port.ts';
import { marginalUsd } from './rollout/marginal-cost.ts';
import { chargeStage } from './strategy/answer-rows.ts';

/**
 * Says what requests and calls cost that have left: where accelerators are rented, their part of the time of steps, and else
 * what the meter of a facility says; nothing where there is neither.
 */
export class RequestCosts {
  readonly #replicas: readonly EngineReplica[];
  readonly #meter: FacilityMeter | null;
  readonly #isRented: boolean;

  constructor(replicas: readonly EngineReplica[], meter: FacilityMeter | null) {
    this.#replicas = replicas;
    this.#meter = meter;
    this.#isRented = replicas.some(({ pool }) => pool.spec.billing !== undefined);
  }

  /** Of a request that one call answered, and of the stage that gave it. */
  chargeWhole(row: RequestRow): void {
    this.rent(row);
    this.#meter?.charge(row);
    if (row.usd !== undefined) chargeStage(row, row.usd);
  }

  /** Of a call; one for a copy is on nobody's bill. */
  chargeCall(row: RequestRow, isForCopy: boolean): void {
    this.rent(row);
    if (!isForCopy) this.#meter?.charge(row);
  }

  /** Of a request whose calls were charged one by one: their sum. */
  rent(row: RequestRow): void {
    if (this.#isRented) row.usd = row.stepUsd;
  }

  /** Dollars of what a request or a call used that ends at `seconds`: `stepUsd`, or as rollout/marginal-cost.ts says. */
  usedUsd(replica: number, joules: number, stepUsd: number, seconds: number): number {
    if (this.#isRented) return stepUsd;
    return marginalUsd(this.#replicas[replica], joules, seconds, this.#meter);
  }
}
