import type { CompiledCooling } from '../../compile/chip-cooling.ts';
import type { Calendar } from '../../kernel/calendar.ts';
import { dueSeconds, lane, TIE_SECONDS } from '../../kernel/lanes.ts';
import { HeatBalance, MARGIN_KELVIN, steadyTemperatures } from '../../physics/heat.ts';
import { leakingTemperatures } from '../../physics/leakage.ts';
import { lowestClock } from '../../physics/power.ts';
import { crossingSeconds, later, type Relaxation, relaxedAt } from '../../physics/relaxation.ts';
import { HotMemory } from './hot-memory.ts';
import { Inlet } from './inlet.ts';
import { LeakingChip } from './leaking-chip.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** Chips look at their temperature this often while they change their clock, and by how much they do (assumed). */
const STEP_SECONDS = 0.1;
const LOWER = 0.97;
const RAISE = 1.01;

/** After as many slow time constants a temperature holds to within a rounding. */
const SETTLED = 40;

/** Holds chips to a share of their highest clock and of their memory's bandwidth, from an instant on. */
type Hold = (clock: number, seconds: number, memoryShare: number) => void;

/** Hears that chips go off, and that they are cool again. */
export type SwitchedOff = (isOff: boolean, seconds: number) => void;

/** What became of the chips of one replica. */
export interface HeatSums {
  /** Hottest junction, read whenever what is drawn changes. */
  hottestCelsius: number;
  /** When they slowed down first; Infinity where they never did. */
  firstSeconds: number;
  /** Times that they reached the temperature at which they go off, or drop to their lowest clock instead. */
  shutdowns: number;
}

/**
 * The chips of one replica, which are all alike: two nodes of heat (physics/heat.ts), advanced exactly when what they draw
 * changes. At the slowdown temperature the clock falls by 3 % every 100 ms until the chip is cooler than that, and rises
 * by 1 % as often once it is 3 K cooler. Crossings are solved, so that chips of an even temperature cost nothing.
 */
export class HotChips {
  readonly sums: HeatSums;
  readonly #cooling: CompiledCooling;
  readonly #chips: number;
  readonly #calendar: Calendar;
  readonly #slot: number;
  /** Null where chips that are too hot to work go on at their lowest clock. */
  readonly #switchedOff: SwitchedOff | null;
  #isOff = false;
  /** Slows the chips down to this share of their highest clock, and their memory to this share of its bandwidth. */
  readonly #hold: Hold;
  #since = 0;
  /** Hottest since somebody asked. */
  #recent: number;
  readonly #ahead: HeatBalance;
  #clock = 1;
  /** How long what is drawn goes on like this, since `#since`. */
  #lasts = NEVER;
  /** Of one chip at `#since`, and how fast it grows. */
  #watts: number;
  #slope = 0;
  readonly #inlet: Inlet;
  /** Null where nobody follows it. */
  readonly memory: HotMemory | null;
  /** Null where nobody asks what leaks. */
  readonly leak: LeakingChip | null;
  /** Hears that something else leaks, from an instant on. */
  onLeak: (seconds: number) => void = () => {};
  #crossing = NEVER;
  #look = NEVER;
  /** What stands in the calendar. */
  #next = NEVER;

  constructor(
    cooling: CompiledCooling,
    chips: number,
    idleWatts: number,
    { calendar, slot }: { readonly calendar: Calendar; readonly slot: number },
    hold: Hold,
    switchedOff: SwitchedOff | null = null,
  ) {
    this.#switchedOff = switchedOff;
    this.#cooling = cooling;
    this.#chips = chips;
    this.#calendar = calendar;
    this.#slot = slot;
    this.#hold = hold;
    const watts = idleWatts / chips;
    this.#watts = watts;
    this.#inlet = new Inlet(cooling);
    const { path, inletCelsius, memory, leakage } = cooling;
    const leaking = leakage && leakingTemperatures(path, watts, inletCelsius, leakage);
    const at = leaking ?? steadyTemperatures(path, watts, inletCelsius);
    this.#ahead = new HeatBalance(path, inletCelsius);
    this.leak = leakage ? new LeakingChip(leakage, path, this.#ahead, at.junctionCelsius) : null;
    const drawn = this.leak?.restart(at.junctionCelsius, watts, 0) ?? watts;
    this.#ahead.restart(at.junctionCelsius, at.sinkCelsius, drawn, 0);
    this.memory = memory === undefined ? null : new HotMemory(memory, MARGIN_KELVIN, this.#ahead);
    this.#recent = at.junctionCelsius;
    this.sums = { hottestCelsius: at.junctionCelsius, firstSeconds: NEVER, shutdowns: 0 };
    // idle chips may be too hot already
    if (at.junctionCelsius >= cooling.slowdownCelsius) this.#look = 0;
    this.#schedule();
  }

  /** From `seconds` on all chips together draw `watts`, and `slope` more with every second, for `lasts` seconds at most. */
  change(seconds: number, watts: number, slope: number, lasts: number): void {
    this.#settle(seconds);
    // chips that are off draw nothing, whatever their replica would
    if (this.#isOff) return;
    this.#draw(seconds, watts / this.#chips, slope / this.#chips, lasts);
    this.#schedule();
  }

  /** Air or water comes in by so many kelvin warmer than until now. */
  warm(kelvin: number, seconds: number): void {
    this.#settle(seconds);
    this.#inlet.warm(kelvin);
    this.#goOn(seconds);
    this.#schedule();
  }

  /** The same is drawn from `seconds` on, with what comes in now. */
  #goOn(seconds: number): void {
    const elapsed = Math.max(0, seconds - this.#since);
    const watts = this.#watts + this.#slope * elapsed;
    this.#draw(seconds, watts, this.#slope, Math.max(0, this.#lasts - elapsed));
  }

  /** Crossings up to a few nanoseconds ago, whose event is still to come (kernel/lanes.ts). */
  #settle(seconds: number): void {
    while (Math.min(this.#crossing, this.#partly()) <= seconds) this.onEvent();
  }

  #draw(seconds: number, watts: number, slope: number, lasts: number): void {
    const elapsed = Math.max(0, seconds - this.#since);
    const junctionCelsius = relaxedAt(this.#ahead.junction, elapsed);
    const sinkCelsius = relaxedAt(this.#ahead.sink, elapsed);
    this.#since = seconds;
    this.#note(junctionCelsius);
    this.#watts = watts;
    this.#slope = slope;
    this.#ahead.inletCelsius = this.#inlet.celsius;
    const drawn = this.leak?.restart(junctionCelsius, watts, seconds) ?? watts;
    this.#ahead.restart(junctionCelsius, sinkCelsius, drawn, slope);
    this.memory?.restart(this.#ahead, seconds);
    this.#lasts = lasts;
    this.onLeak(seconds);
  }

  /** The calendar's event; returns its instant. */
  onEvent(): number {
    const seconds = this.#soonest();
    if (this.#inlet.nextSeconds <= seconds) {
      this.#inlet.change();
      this.#goOn(seconds);
    }
    if (this.memory !== null && this.memory.crossing <= seconds) {
      this.memory.cross();
      this.#order(seconds);
    }
    if (this.leak !== null && this.leak.crossing <= seconds) {
      this.leak.cross(this.junctionAt(seconds));
      this.#goOn(seconds);
      this.#order(seconds);
    }
    if (Math.min(this.#crossing, this.#look) <= seconds) this.#judge(seconds);
    this.#schedule(seconds);
    return seconds;
  }

  #soonest(): number {
    return Math.min(this.#crossing, this.#look, this.#partly(), this.#inlet.nextSeconds);
  }

  /** The next crossing of memory or leakage. */
  #partly(): number {
    return Math.min(this.memory?.crossing ?? NEVER, this.leak?.crossing ?? NEVER);
  }

  /** Tells what chips are held to now. */
  #order(seconds: number): void {
    this.#hold(this.#clock, seconds, this.memory?.share ?? 1);
  }

  /** Moves the clock as the junction's temperature says. */
  #judge(seconds: number): void {
    const celsius = relaxedAt(this.#ahead.junction, seconds - this.#since);
    this.#note(celsius);
    const { slowdownCelsius, shutdownCelsius } = this.#cooling;
    // the instant of a crossing is on either side of it by a rounding
    const nearly = 1e-9 * slowdownCelsius;
    this.#look = NEVER;
    if (this.#isOff) {
      this.#switch(false, seconds);
    } else if (celsius >= shutdownCelsius - nearly && this.#canGoOff) {
      this.sums.shutdowns++;
      if (this.#switchedOff === null) this.#move(lowestClock, seconds);
      else this.#switch(true, seconds);
    } else if (celsius >= slowdownCelsius - nearly) {
      this.#move(Math.max(lowestClock, this.#clock * LOWER), seconds);
    } else if (celsius <= slowdownCelsius - MARGIN_KELVIN + nearly && this.#clock < 1) {
      this.#move(Math.min(1, this.#clock * RAISE), seconds);
    }
  }

  junctionAt(seconds: number): number {
    return relaxedAt(this.#ahead.junction, Math.max(0, seconds - this.#since));
  }

  /** The run is over. */
  close(seconds: number): void {
    this.#note(this.junctionAt(seconds));
    this.memory?.note(seconds);
  }

  /** Hottest since this was asked last, of what was read and of `seconds`. */
  takeHottest(seconds: number): number {
    const celsius = this.junctionAt(seconds);
    const hottest = Math.max(this.#recent, celsius);
    this.#recent = celsius;
    return hottest;
  }

  #note(celsius: number): void {
    if (celsius > this.sums.hottestCelsius) this.sums.hottestCelsius = celsius;
    if (celsius > this.#recent) this.#recent = celsius;
  }

  get #canGoOff(): boolean {
    return this.#switchedOff !== null || this.#clock > lowestClock;
  }

  /** Off, chips draw nothing; cool again, they may have any clock, and draw what their replica does from then on. */
  #switch(isOff: boolean, seconds: number): void {
    this.#isOff = isOff;
    if (isOff) this.sums.firstSeconds = Math.min(this.sums.firstSeconds, seconds);
    else this.#move(1, seconds);
    this.#draw(seconds, 0, 0, NEVER);
    this.#switchedOff?.(isOff, seconds);
  }

  #move(clock: number, seconds: number): void {
    if (clock < 1 || this.#clock < 1) this.#look = seconds + STEP_SECONDS;
    if (clock === 1) this.#look = NEVER;
    if (clock === this.#clock) return;
    if (clock < 1) this.sums.firstSeconds = Math.min(this.sums.firstSeconds, seconds);
    this.#clock = clock;
    this.#order(seconds);
  }

  /** Whether chips at their highest clock come nowhere near their slowdown temperature: most of them, most of the time. */
  #isCool({ constant, slope, fast, slow, slowRate }: Relaxation): boolean {
    if (this.#isOff || this.#clock < 1 || this.#look < NEVER || slope > 0 || slowRate > 0)
      return false;
    const most = constant + Math.max(0, fast) + Math.max(0, slow);
    return most < this.#cooling.slowdownCelsius;
  }

  /** Looks for what comes next from `from` on: what came before is dealt with. */
  #schedule(from = this.#since): void {
    const { junction } = this.#ahead;
    // something new is drawn as soon as the steps that are planned are over
    const within = Math.min(SETTLED / Math.abs(junction.slowRate), this.#lasts + STEP_SECONDS);
    this.#crossing = this.#isCool(junction) ? NEVER : this.#nextCrossing(from, within);
    this.memory?.schedule(from, within);
    this.leak?.schedule(from, within);
    this.#set(this.#soonest());
  }

  #nextCrossing(from: number, within: number): number {
    const { slowdownCelsius, shutdownCelsius } = this.#cooling;
    const { junction } = this.#ahead;
    const start = from - this.#since;
    const ahead = start === 0 ? junction : later(junction, start);
    const at = (celsius: number, upwards: boolean) =>
      crossingSeconds(ahead, celsius, upwards, within);
    const low = slowdownCelsius - MARGIN_KELVIN;
    if (this.#isOff) return from + Math.max(at(low, false), TIE_SECONDS);
    // while they change their clock they look, and between looks only what would put them off counts
    const looks = this.#look < NEVER;
    const soonest = Math.min(
      looks ? NEVER : at(slowdownCelsius, true),
      this.#canGoOff ? at(shutdownCelsius, true) : NEVER,
      looks || this.#clock === 1 ? NEVER : at(low, false),
    );
    return soonest < NEVER ? from + Math.max(soonest, TIE_SECONDS) : NEVER;
  }

  /** Keeps the calendar's event, also the one that is over, at the next instant at which something happens. */
  #set(next: number): void {
    if (next < NEVER) this.#calendar.set(this.#slot, dueSeconds(lane.control, next), lane.control);
    else if (this.#next < NEVER) this.#calendar.clear(this.#slot);
    this.#next = next;
  }
}
