import { TIE_SECONDS } from '../../kernel/lanes.ts';
import type { Tenant } from './tenant.ts';

/** A model's place on the chips. */
interface Place {
  resident: boolean;
  /** When its weights are all there. */
  readySeconds: number;
  /** When its last step began, since it was loaded; −Infinity before the first. */
  usedSeconds: number;
}

/** What came and went so far. */
export interface ResidencySums {
  readonly loads: number;
  readonly loadingSeconds: number;
  /** Requests that came when the weights of their model were not there, or were on their way. */
  readonly coldArrivals: number;
}

/**
 * Which of a replica's models have their weights on its chips, at most so many at a time. A model with work that is not
 * there takes a place: a free one, or that of the model whose last step is longest ago. That one lets nobody in any more,
 * goes on with those that run, and leaves when there are none; but one with work stays until it has run a step, and for
 * the stated time. Loading takes the link alone: the others go on meanwhile.
 */
export class Residency implements ResidencySums {
  readonly #tenants: readonly Tenant[];
  readonly #places: readonly Place[];
  readonly #most: number;
  readonly #staySeconds: number;
  readonly #onChange: (tenant: number, resident: boolean) => void;
  loads = 0;
  loadingSeconds = 0;
  coldArrivals = 0;

  /** `first`: the model that is there at first, and those after it in the circle, as many as there is room for. */
  constructor(
    tenants: readonly Tenant[],
    { models, staySeconds }: { readonly models: number; readonly staySeconds: number },
    first: number,
    onChange: (tenant: number, resident: boolean) => void,
  ) {
    this.#tenants = tenants;
    this.#most = models;
    this.#staySeconds = staySeconds;
    this.#onChange = onChange;
    const count = tenants.length;
    this.#places = tenants.map((_, i) => ({
      resident: (i - first + count * count) % count < models,
      readySeconds: 0,
      usedSeconds: Number.NEGATIVE_INFINITY,
    }));
  }

  isResident(tenant: number): boolean {
    return this.#places[tenant]!.resident;
  }

  /** Whether a model may run a step at `now`. */
  isReady(tenant: number, now: number): boolean {
    const { resident, readySeconds } = this.#places[tenant]!;
    return resident && readySeconds <= now + TIE_SECONDS;
  }

  /** A request for a model has come. */
  arrive(tenant: number, now: number): void {
    if (!this.isReady(tenant, now)) this.coldArrivals++;
  }

  /** A model starts a step. */
  use(tenant: number, now: number): void {
    this.#places[tenant]!.usedSeconds = now;
  }

  /** Gives places, and asks for them, for all models with work; the one after `turn` in the circle first. */
  settle(now: number, turn: number): void {
    for (const { rank } of this.#tenants) rank.closed = false;
    const count = this.#tenants.length;
    for (let i = 1; i <= count; i++) {
      const tenant = (turn + i) % count;
      if (this.#tenants[tenant]!.hasWork && !this.isResident(tenant)) this.#want(tenant, now);
    }
  }

  /** The first instant after `now` at which weights are there; Infinity where nothing loads. */
  nextReady(now: number): number {
    const coming = this.#places.filter(
      ({ resident, readySeconds }) => resident && readySeconds > now + TIE_SECONDS,
    );
    return Math.min(...coming.map(({ readySeconds }) => readySeconds));
  }

  /** The replica has failed: whatever was loading is there when it comes back. */
  fail(): void {
    for (const place of this.#places) place.readySeconds = 0;
  }

  #want(tenant: number, now: number): void {
    const there = this.#places.filter(({ resident }) => resident).length;
    if (there < this.#most) {
      this.#load(tenant, now);
      return;
    }
    const victim = this.#victim(now);
    if (victim < 0) return;
    const { rank } = this.#tenants[victim]!;
    rank.closed = true;
    if (rank.batch.running.size > 0) return;
    this.#places[victim]!.resident = false;
    this.#onChange(victim, false);
    this.#load(tenant, now);
  }

  #load(tenant: number, now: number): void {
    const place = this.#places[tenant]!;
    const { loadSeconds } = this.#tenants[tenant]!.context.spec.residency!;
    place.resident = true;
    place.readySeconds = now + loadSeconds;
    place.usedSeconds = Number.NEGATIVE_INFINITY;
    this.loads++;
    this.loadingSeconds += loadSeconds;
    this.#onChange(tenant, true);
  }

  /** The model whose last step is longest ago, of those that may go and that nobody has asked to yet; −1 without one. */
  #victim(now: number): number {
    let victim = -1;
    for (const [tenant, place] of this.#places.entries()) {
      if (!this.isReady(tenant, now) || this.#tenants[tenant]!.rank.closed) continue;
      if (this.#tenants[tenant]!.hasWork) {
        const isFresh = place.usedSeconds === Number.NEGATIVE_INFINITY;
        // at first all are there without having been loaded, or used
        if (isFresh || now < place.readySeconds + this.#staySeconds) continue;
      }
      if (victim < 0 || place.usedSeconds < this.#places[victim]!.usedSeconds) victim = tenant;
    }
    return victim;
  }
}
