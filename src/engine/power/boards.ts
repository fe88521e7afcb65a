import { clockUnder } from '../../physics/power.ts';
import { type BoardOrder, free } from '../../policy/power-cap/port.ts';
import type { Gears } from '../replica/gears.ts';
import type { EngineReplica } from '../replica/port.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What one replica's boards draw, what they are held to, and for how long they have been. */
export class Boards {
  /** Drawn now; of a stretch of steps, the mean of its line. */
  watts: number;
  /** What its chips leak beyond that; below 0 where they are cool. */
  leakedWatts = 0;
  /** Without power they draw nothing, whatever their replica would. */
  powered = true;
  /** What each of those who may hold them wants; the strictest of each part is in force. */
  readonly #orders: BoardOrder[];
  readonly #replica: EngineReplica;
  /** What its steps cost, whatever it is held to. */
  #gears: Gears;
  #slowedSeconds = 0;
  #slowedSince = NEVER;
  #clock: number;
  #clockSeconds = 0;
  #clockSince = 0;

  constructor(replica: EngineReplica, sources: number) {
    this.#replica = replica;
    this.#gears = replica.pool.gears;
    this.watts = replica.pool.spec.idleWatts;
    this.#orders = Array.from({ length: sources }, () => free);
    this.#clock = this.#clockOf(1, NEVER);
  }

  /** They are held to `order` by `source`, from the next boundary on. */
  hold(source: number, order: BoardOrder, seconds: number): void {
    this.#orders[source] = order;
    this.#obey(seconds);
  }

  /** Its steps cost something else from the next boundary on, under the same orders. */
  setGears(gears: Gears, seconds: number): void {
    this.#gears = gears;
    this.#obey(seconds);
  }

  #obey(seconds: number): void {
    let { promptClock, decodeClock, capWatts, memoryShare = 1, leakedShare = 0 } = free;
    for (const each of this.#orders) {
      memoryShare = Math.min(memoryShare, each.memoryShare ?? 1);
      promptClock = Math.min(promptClock, each.promptClock);
      decodeClock = Math.min(decodeClock, each.decodeClock);
      capWatts = Math.min(capWatts, each.capWatts);
      // one source alone knows how warm they are
      leakedShare = each.leakedShare ?? leakedShare;
    }
    capWatts /= 1 + leakedShare;
    const gears = this.#gears;
    const gear = gears.at(promptClock, capWatts, memoryShare);
    const decodeGear = gears.at(decodeClock, capWatts, memoryShare);
    this.#replica.setSpeed({ gear, decodeGear }, seconds);
    this.#slowedSeconds = this.slowedUntil(seconds);
    const isFree = gear === gears.highest && decodeGear === gears.highest;
    this.#slowedSince = isFree ? NEVER : seconds;
    this.#clockSeconds = this.clockSecondsUntil(seconds);
    this.#clockSince = seconds;
    this.#clock = this.#clockOf(decodeClock, capWatts);
  }

  /** Seconds until `seconds` in which they were held to less than their pool's own setting. */
  slowedUntil(seconds: number): number {
    const open = this.#slowedSince < NEVER ? Math.max(0, seconds - this.#slowedSince) : 0;
    return this.#slowedSeconds + open;
  }

  /** ∫ clock of steps that only decode, as a share of the chip's highest, under a cap at full load. */
  clockSecondsUntil(seconds: number): number {
    return this.#clockSeconds + this.#clock * Math.max(0, seconds - this.#clockSince);
  }

  #clockOf(clock: number, capWatts: number): number {
    const { spec } = this.#replica.pool;
    const { setting } = this.#gears.at(clock, capWatts);
    return Math.min(setting.clock, clockUnder(spec.accelerator, setting.capWatts));
  }
}
