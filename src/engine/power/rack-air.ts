import type { CompiledRackAir } from '../../compile/rack-air.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import { nodePower } from '../../physics/facility/node-power.ts';
import { recirculatedKelvin, recirculating } from '../../physics/facility/recirculation.ts';
import { crossingSeconds, type Relaxation, relaxedAt } from '../../physics/relaxation.ts';
import type { EngineReplica } from '../replica/port.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Chips are told of what comes in once it has moved so far (assumed: as a hall whose cooling is out warms up). */
const STEP_KELVIN = 0.5;

/** After so many time constants it holds to within a rounding. */
const SETTLED = 40;

/** What the air of a rack needs of the run around it. */
interface RackHost {
  readonly calendar: Calendar;
  readonly replicas: readonly EngineReplica[];
  /** Air comes to a replica's chips by so many kelvin warmer than until now. */
  warm(replica: number, kelvin: number, seconds: number): void;
}

/**
 * What a rack breathes in again of what its nodes have breathed out (physics/facility/recirculation.ts): exact between
 * changes of what they draw. Its one event in the calendar is the next instant at which its chips are to be told.
 */
export class RackAir {
  /** How much warmer than what the hall supplies the inlet was at the most. */
  mostKelvin: number;
  /** What the chips know of. */
  toldKelvin: number;
  readonly #spec: CompiledRackAir;
  readonly #host: RackHost;
  readonly #slot: number;
  readonly #first: number;
  /** By replica, in order: of its accelerators, and whether its nodes have power at all. */
  readonly #watts: Float64Array;
  readonly #powered: boolean[];
  readonly #idleWatts: number;
  #since = 0;
  #ahead: Relaxation;
  #next = NEVER;

  /** All idle, and have been for long. */
  constructor(spec: CompiledRackAir, host: RackHost, slot: number) {
    this.#spec = spec;
    this.#host = host;
    this.#slot = slot;
    const [first = 0] = spec.replicas;
    this.#first = first;
    this.#idleWatts = host.replicas[first]!.pool.spec.idleWatts;
    this.#watts = new Float64Array(spec.replicas.length).fill(this.#idleWatts);
    this.#powered = spec.replicas.map(() => true);
    const load = this.#load();
    this.toldKelvin = recirculatedKelvin(spec, load);
    this.mostKelvin = this.toldKelvin;
    this.#ahead = recirculating(spec, this.toldKelvin, load);
  }

  /** From `seconds` on the accelerators of a replica draw `watts`, or its nodes have no power. */
  change(replica: number, seconds: number, watts: number, powered: boolean): void {
    const place = replica - this.#first;
    if (this.#watts[place] === watts && this.#powered[place] === powered) return;
    // one up to a few nanoseconds ago, whose event is still to come (kernel/lanes.ts)
    if (this.#next <= seconds) this.#tell(this.#next);
    this.#watts[place] = watts;
    this.#powered[place] = powered;
    const kelvin = this.kelvinAt(seconds);
    this.#note(kelvin);
    this.#since = seconds;
    this.#ahead = recirculating(this.#spec, kelvin, this.#load());
    this.#schedule(seconds);
  }

  /** The calendar's event; returns its instant. */
  onEvent(): number {
    const seconds = this.#next;
    this.#tell(seconds);
    this.#schedule(seconds);
    return seconds;
  }

  kelvinAt(seconds: number): number {
    return relaxedAt(this.#ahead, Math.max(0, seconds - this.#since));
  }

  /** The run is over. */
  close(seconds: number): void {
    this.#note(this.kelvinAt(seconds));
  }

  /** Heat of the rack's nodes ÷ the most of it: each has what its replica draws, and CPUs that work where steps run. */
  #load(): number {
    const { premises, mostWatts } = this.#spec;
    const { sheet, nodesPerReplica, acceleratorWattsPerNode, fanShare } = premises;
    let heat = 0;
    for (const [place, powered] of this.#powered.entries()) {
      if (!powered) continue;
      const watts = this.#watts[place]!;
      const busy = watts > this.#idleWatts ? 1 : 0;
      const perNode = watts / nodesPerReplica;
      const node = nodePower(sheet, perNode, acceleratorWattsPerNode, busy, fanShare);
      heat += node.itWatts * nodesPerReplica;
    }
    return heat / mostWatts;
  }

  #tell(seconds: number): void {
    const kelvin = this.kelvinAt(seconds);
    this.#note(kelvin);
    const more = kelvin - this.toldKelvin;
    this.toldKelvin = kelvin;
    for (const replica of this.#spec.replicas) this.#host.warm(replica, more, seconds);
  }

  #note(kelvin: number): void {
    if (kelvin > this.mostKelvin) this.mostKelvin = kelvin;
  }

  #schedule(seconds: number): void {
    const { constant, slowRate } = this.#ahead;
    const upwards = constant > this.toldKelvin;
    const level = this.toldKelvin + (upwards ? STEP_KELVIN : -STEP_KELVIN);
    const isMet = upwards ? constant > level : constant < level;
    const within = SETTLED / Math.abs(slowRate);
    const elapsed = seconds - this.#since;
    this.#next = NEVER;
    const { calendar } = this.#host;
    if (isMet) {
      const at = crossingSeconds(this.#ahead, level, upwards, within);
      // one that a rounding has carried across crosses at once
      const after = at < NEVER ? at : elapsed;
      this.#next = this.#since + Math.max(after, elapsed + TIE_SECONDS);
    }
    if (this.#next < NEVER)
      calendar.set(this.#slot, dueSeconds(lane.control, this.#next), lane.control);
    else calendar.clear(this.#slot);
  }
}
