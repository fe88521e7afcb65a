import type { CompiledHorizon } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import type { Recorder } from '../record/port.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { Sampler } from './sampler.ts';
import type { Slots } from './slots.ts';
import type { Tally } from './tally.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What the horizon and the outputs put into the calendar: the warm-up's end, the arrivals' end, the cut, the samples. */
export class Timetable {
  readonly #horizon: CompiledHorizon;
  readonly #calendar: Calendar;
  readonly #slots: Slots;
  readonly #tally: Tally;
  readonly #sampler: Sampler | null;
  readonly #meter: FacilityMeter | null;
  #cutoffSeconds = NEVER;

  constructor(
    horizon: CompiledHorizon,
    calendar: Calendar,
    slots: Slots,
    tally: Tally,
    sampler: Sampler | null,
    meter: FacilityMeter | null,
  ) {
    this.#horizon = horizon;
    this.#calendar = calendar;
    this.#slots = slots;
    this.#tally = tally;
    this.#sampler = sampler;
    this.#meter = meter;
    if (horizon.warmupSeconds > 0) {
      calendar.set(slots.warmup, dueSeconds(lane.control, horizon.warmupSeconds), lane.control);
    } else if (horizon.warmupRequests === 0) {
      tally.openWindow(0);
    }
    if (horizon.durationSeconds < NEVER) {
      calendar.set(slots.horizon, dueSeconds(lane.control, horizon.durationSeconds), lane.control);
    }
    this.#scheduleSample();
    this.#scheduleReading();
  }

  /** The calendar's event of one of these slots; returns its instant. */
  onEvent(slot: number, recorder: Recorder): number {
    const slots = this.#slots;
    this.#calendar.clear(slot);
    if (slot === slots.horizon) return this.#horizon.durationSeconds;
    if (slot === slots.cutoff) return this.#cutoffSeconds;
    if (slot === slots.warmup) {
      this.#tally.openWindow(this.#horizon.warmupSeconds);
      return this.#horizon.warmupSeconds;
    }
    return slot === slots.meter ? this.#read() : this.#sample(recorder);
  }

  /** No request comes after `seconds`, of which `offered` have come: the measured window ends, the drain begins. */
  onClosed(seconds: number, offered: number): void {
    const { drainSeconds, durationSeconds, maxRequests } = this.#horizon;
    this.#calendar.clear(this.#slots.horizon);
    this.#tally.closeWindow(seconds);
    if (drainSeconds === NEVER) return;
    const timed = durationSeconds < NEVER && offered < maxRequests;
    this.#cutoffSeconds = (timed ? durationSeconds : seconds) + drainSeconds;
    const due = dueSeconds(lane.cutoff, this.#cutoffSeconds);
    this.#calendar.set(this.#slots.cutoff, due, lane.cutoff);
  }

  #sample(recorder: Recorder): number {
    const sampler = this.#sampler!;
    const seconds = sampler.nextSeconds;
    sampler.sample(seconds, recorder);
    this.#scheduleSample();
    return seconds;
  }

  #read(): number {
    const meter = this.#meter!;
    const seconds = meter.nextSeconds;
    meter.read(seconds);
    this.#scheduleReading();
    return seconds;
  }

  #scheduleReading(): void {
    if (this.#meter === null) return;
    const due = dueSeconds(lane.sample, this.#meter.nextSeconds);
    this.#calendar.set(this.#slots.meter, due, lane.sample);
  }

  #scheduleSample(): void {
    if (this.#sampler === null) return;
    const due = dueSeconds(lane.sample, this.#sampler.nextSeconds);
    this.#calendar.set(this.#slots.sampler, due, lane.sample);
  }
}
