import type { RandomSource } from '../../base/random/source.ts';
import type { EngineReplica } from '../replica/port.ts';
import type { Fleet } from './fleet.ts';
import type { ScalingLedger } from './scaling-ledger.ts';
import type { Shortage } from './shortage.ts';
import type { Starts } from './starts.ts';

/** Hears that a replica serves again with the new version, or never will. */
type Over = (seconds: number) => void;

/** What restarts need of the pool whose replicas they are. */
interface RestartsHost {
  readonly replicas: readonly EngineReplica[];
  readonly fleet: Fleet;
  readonly starts: Starts;
  readonly startSeconds: RandomSource;
  readonly ledger: ScalingLedger;
  readonly shortage: Shortage;
}

/**
 * Replicas of a pool that scales which an upgrade has still to restart, by position, and those that it is restarting: they
 * drain, go down when they are empty, and start. What starts after the upgrade has begun starts with the new version.
 */
export class Restarts {
  readonly #host: RestartsHost;
  /** Those that run the old version and take requests. */
  readonly #outdated = new Set<number>();
  readonly #emptying = new Set<number>();
  /** Of those that drain, and those that start again. */
  readonly #over = new Map<number, Over>();

  constructor(host: RestartsHost) {
    this.#host = host;
  }

  /** An upgrade begins with these at work. Returns their numbers, in order of their turns. */
  begin(positions: readonly number[]): readonly number[] {
    for (const position of positions) this.#outdated.add(position);
    return positions.map((position) => this.#host.replicas[position]!.index);
  }

  /** It is a replica's turn: false where the old version runs on it no more. */
  next(position: number, seconds: number, over: Over): boolean {
    if (!this.#outdated.delete(position)) return false;
    const { shortage, fleet, replicas } = this.#host;
    this.#emptying.add(position);
    this.#over.set(position, over);
    shortage.expect(position);
    fleet.drain(replicas[position]!.index, seconds);
    return true;
  }

  get drains(): boolean {
    return this.#emptying.size > 0;
  }

  /** Whether a replica drains to be restarted. */
  has(position: number): boolean {
    return this.#emptying.has(position);
  }

  /** Those that have drained by `seconds` go down, and start. */
  settle(seconds: number): void {
    const { replicas, fleet, starts, startSeconds, ledger, shortage } = this.#host;
    for (const position of this.#emptying) {
      const { index } = replicas[position]!;
      if (!fleet.isEmpty(index)) continue;
      this.#emptying.delete(position);
      fleet.fail([index], seconds, 'failed', true);
      fleet.start(index, seconds);
      shortage.stop(position, seconds);
      shortage.begin(position);
      starts.begin(position, seconds + startSeconds());
      ledger.change(seconds, -1, 1);
    }
  }

  /** A replica serves again. */
  opened(position: number, seconds: number): void {
    const over = this.#over.get(position);
    this.#over.delete(position);
    over?.(seconds);
  }

  /** A replica fails or is wanted no more: there is nothing left to upgrade. */
  forget(position: number, seconds: number): void {
    this.#outdated.delete(position);
    if (this.#emptying.delete(position)) this.#host.shortage.spare(position);
    this.opened(position, seconds);
  }
}
