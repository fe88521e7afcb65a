import type { CompiledScenario } from '../../compile/compiled.ts';
import type { CompiledFacility } from '../../compile/facility.ts';
import { JOULES_PER_KWH, SECONDS_PER_YEAR, totalUsd } from '../../physics/facility/ownership.ts';
import { meanOver } from '../../physics/facility/profile.ts';
import { add, between, type Charged, type FacilityTotals } from '../../record/facility-totals.ts';
import type { RequestRow } from '../../record/port.ts';
import type { EngineReplica } from '../replica/port.ts';
import { PremisesLedger, type ReplicaJoules } from './premises-ledger.ts';
import {
  type PoolReading,
  readBuildings,
  readPool,
  readSockets,
  type Sockets,
  unread,
} from './reading.ts';

/** What the links between nodes have taken. */
interface NetworkPower {
  joulesAt(seconds: number): number;
}

/** The meter of a run; null where no facility is stated. */
export function openMeter(
  scenario: CompiledScenario,
  replicas: readonly EngineReplica[],
  network: NetworkPower | null,
): FacilityMeter | null {
  const { facility } = scenario;
  return facility === undefined ? null : new FacilityMeter(scenario, facility, replicas, network);
}

/** What a joule of a pool's accelerators brought with it. */
interface Rates {
  readonly itJoules: number;
  readonly facilityJoules: number;
  readonly usd: number;
  readonly grams: number;
}

/**
 * Reads power at equal intervals and carries it from the accelerators to the grid: node, cooling, electrical losses,
 * money and carbon, each interval at its mean power and at its hour's price, grid and weather. Reading changes nothing:
 * stretches are evaluated, not cut, and what is asked for in between is read without being kept, so that no figure
 * depends on who asks.
 *
 * A request is charged, when it ends, with its accelerator joules times what each of them brought with it in its pool
 * over the last whole interval (before the first reading: at the limit of the boards).
 */
export class FacilityMeter {
  readonly #scenario: CompiledScenario;
  readonly #facility: CompiledFacility;
  readonly #replicas: readonly EngineReplica[];
  readonly #network: NetworkPower | null;
  readonly #isRented: boolean;
  /** Of the network, at the last reading. */
  #networkJoules = 0;
  readonly #charged = { itJoules: 0, facilityJoules: 0, usd: 0, grams: 0 };
  /** Highest mean over one interval. */
  mostItWatts = 0;
  #totals: FacilityTotals;
  #sockets: Sockets;
  #rates: readonly Rates[];
  /** Those at the limit of the boards. */
  readonly #limitRates: readonly Rates[];
  /** What nodes and racks took until the last reading. */
  readonly #premises: PremisesLedger;
  #readings = 0;
  #seconds = 0;

  constructor(
    scenario: CompiledScenario,
    facility: CompiledFacility,
    replicas: readonly EngineReplica[],
    network: NetworkPower | null,
  ) {
    this.#network = network;
    this.#scenario = scenario;
    this.#isRented = scenario.pools.some(({ billing }) => billing !== undefined);
    this.#facility = facility;
    this.#replicas = replicas;
    this.#premises = new PremisesLedger(scenario, facility);
    this.#sockets = unread(replicas.length);
    const nothing = {
      acceleratorJoules: 0,
      itJoules: 0,
      computeJoules: 0,
      hall: null,
    };
    const none = readBuildings(
      facility,
      0,
      1,
      scenario.pools.map(() => nothing),
      [],
    );
    this.#totals = between(none, none);
    this.#limitRates = this.#ratesAtTheLimit();
    this.#rates = this.#limitRates;
  }

  get nextSeconds(): number {
    return (this.#readings + 1) * this.#facility.meterSeconds;
  }

  /** Reads the interval that ends at `seconds`. */
  read(seconds: number): void {
    this.#readings++;
    const sockets = readSockets(this.#replicas, seconds);
    const by = this.#nothingYet();
    const pools = this.#poolReadings(seconds, sockets, by);
    const site = this.#readBuildings(seconds, pools);
    this.#totals = add(this.#totals, site);
    this.#premises.add(seconds - this.#seconds, by, this.#networkJoulesUntil(seconds), site);
    this.mostItWatts = Math.max(this.mostItWatts, site.itJoules / (seconds - this.#seconds));
    this.#rates = pools.map((pool, index) =>
      this.#ratesOf(index, pool, site, seconds - this.#seconds, this.#rates[index]!),
    );
    this.#sockets = sockets;
    this.#seconds = seconds;
    this.#networkJoules = this.#network?.joulesAt(seconds) ?? 0;
  }

  /** The totals at `seconds`: those of the whole intervals, and of the one in progress. */
  totalsAt(seconds: number): FacilityTotals {
    if (!(seconds > this.#seconds)) return this.#totals;
    const pools = this.#poolReadings(seconds, readSockets(this.#replicas, seconds));
    return add(this.#totals, this.#readBuildings(seconds, pools));
  }

  /** What nodes and racks took until `seconds`, the end of the run. */
  closePremises(seconds: number): PremisesLedger {
    if (seconds > this.#seconds) {
      const by = this.#nothingYet();
      const pools = this.#poolReadings(seconds, readSockets(this.#replicas, seconds), by);
      const site = this.#readBuildings(seconds, pools);
      this.#premises.add(seconds - this.#seconds, by, this.#networkJoulesUntil(seconds), site);
      // of a run that is shorter than an interval
      if (this.#readings === 0) this.mostItWatts = site.itJoules / (seconds - this.#seconds);
    }
    return this.#premises;
  }

  /** Writes what a request that has ended brought with it into its row; of rented accelerators its dollars are there. */
  charge(row: RequestRow): void {
    // one that ends between two replicas is charged by the first pool's rates
    const rates = this.#rates[Math.max(0, this.#poolOf(row.replica))]!;
    const { acceleratorJoules: joules } = row;
    row.itJoules = joules * rates.itJoules;
    row.facilityJoules = joules * rates.facilityJoules;
    if (!this.#isRented) row.usd = joules * rates.usd;
    row.grams = joules * rates.grams;
    this.#charged.itJoules += row.itJoules;
    this.#charged.facilityJoules += row.facilityJoules;
    this.#charged.usd += row.usd ?? Number.NaN;
    this.#charged.grams += row.grams;
  }

  /**
   * Dollars of so many joules of steps, and of `stepSeconds` of a replica of its own, at `seconds`: energy at its price, with
   * what its nodes and site take on top at full power, and owning for that long. NaN where no price of a node is known.
   */
  marginalUsd(replica: number, joules: number, stepSeconds: number, seconds: number): number {
    const pool = this.#poolOf(replica);
    const { building, ownedUsd } = this.#facility.pools[pool]!;
    const { usdPerKwh, startSeconds } = this.#facility.buildings[building]!;
    const now = startSeconds + seconds;
    const perSecond = ownedUsd === null ? Number.NaN : totalUsd(ownedUsd) / SECONDS_PER_YEAR;
    const kilowattHours = (joules * this.#limitRates[pool]!.facilityJoules) / JOULES_PER_KWH;
    const owned = (perSecond / this.#scenario.pools[pool]!.replicas) * stepSeconds;
    return kilowattHours * meanOver(usdPerKwh, now, now) + owned;
  }

  /** What all requests so far were charged with. */
  get charged(): Charged {
    return { ...this.#charged };
  }

  #poolOf(replica: number): number {
    return this.#scenario.pools.findIndex(
      ({ firstReplica, replicas }) => replica < firstReplica + replicas && replica >= firstReplica,
    );
  }

  /** All buildings since the last reading. */
  #readBuildings(seconds: number, pools: readonly PoolReading[]): FacilityTotals {
    const { heldJoules } = this.#totals;
    return readBuildings(this.#facility, this.#seconds, seconds, pools, heldJoules);
  }

  #nothingYet(): ReplicaJoules {
    const zeros = () => new Float64Array(this.#replicas.length);
    return { itJoules: zeros(), computeJoules: zeros(), acceleratorJoules: zeros() };
  }

  #poolReadings(seconds: number, sockets: Sockets, by?: ReplicaJoules): PoolReading[] {
    const length = seconds - this.#seconds;
    const pools = this.#scenario.pools.map((_, pool) =>
      readPool(this.#scenario, this.#facility, pool, length, this.#sockets, sockets, by),
    );
    return this.#network === null
      ? pools
      : this.#withNetwork(pools, this.#networkJoulesUntil(seconds));
  }

  /** What links between nodes took since the last reading. */
  #networkJoulesUntil(seconds: number): number {
    return this.#network === null ? 0 : this.#network.joulesAt(seconds) - this.#networkJoules;
  }

  /** What links between nodes took is shared by all nodes alike. */
  #withNetwork(pools: readonly PoolReading[], joules: number): PoolReading[] {
    const nodes = this.#facility.pools.reduce((sum, pool) => sum + pool.nodes, 0);
    return pools.map((pool, index) => {
      const own = (joules * this.#facility.pools[index]!.nodes) / nodes;
      return {
        ...pool,
        itJoules: pool.itJoules + own,
        computeJoules: pool.computeJoules + own,
      };
    });
  }

  /** Rates of a pool over an interval; the last ones where its accelerators took nothing. */
  #ratesOf(
    pool: number,
    reading: PoolReading,
    all: FacilityTotals,
    length: number,
    last: Rates,
  ): Rates {
    const { acceleratorJoules, itJoules } = reading;
    if (!(acceleratorJoules > 0)) return last;
    const { ownedUsd, embodiedGramsPerSecond, building } = this.#facility.pools[pool]!;
    const site = all.sites?.[building] ?? all;
    const owned = ownedUsd === null ? Number.NaN : totalUsd(ownedUsd) / SECONDS_PER_YEAR;
    const share = itJoules / site.itJoules;
    const { facilityJoules, energyUsd, operationalGrams } = site;
    return {
      itJoules: itJoules / acceleratorJoules,
      facilityJoules: (share * facilityJoules) / acceleratorJoules,
      usd: (share * energyUsd + owned * length) / acceleratorJoules,
      grams: (share * operationalGrams + embodiedGramsPerSecond * length) / acceleratorJoules,
    };
  }

  #ratesAtTheLimit(): Rates[] {
    const seconds = this.#facility.meterSeconds;
    const none = this.#sockets;
    const sockets = {
      ...none,
      joules: Float64Array.from(this.#replicas, ({ pool }) => pool.spec.limitWatts * seconds),
      busySeconds: none.busySeconds.map(() => seconds),
    };
    const pools = this.#scenario.pools.map((_, pool) =>
      readPool(this.#scenario, this.#facility, pool, seconds, none, sockets),
    );
    const site = readBuildings(this.#facility, 0, seconds, pools, []);
    const nothing = { itJoules: 0, facilityJoules: 0, usd: 0, grams: 0 };
    return pools.map((pool, index) => this.#ratesOf(index, pool, site, seconds, nothing));
  }
}
