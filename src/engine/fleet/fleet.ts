import { assert } from '../../base/assert.ts';
import type { LostWork } from '../../scenario/failures.ts';
import type { Dispatcher } from '../dispatcher.ts';
import { type EngineReplica, groupsOf } from '../replica/port.ts';

/** Who hears of requests that replicas lost. */
interface LossListener {
  onLost(lost: number[], seconds: number, fate: LostWork): void;
}

/**
 * The life of all replicas: `start` and `open` bring one into service, `drain` and `fail` take it out. Whoever decides
 * that (failures, upgrades, scaling) calls these; routers and replicas are told here, and only here.
 */
export class Fleet {
  readonly replicas: readonly EngineReplica[];
  readonly #dispatchers: readonly Dispatcher[];
  readonly #listener: LossListener;

  /** `dispatchers` by group of the replicas' pools. */
  constructor(
    replicas: readonly EngineReplica[],
    dispatchers: readonly Dispatcher[],
    listener: LossListener,
  ) {
    this.replicas = replicas;
    this.#dispatchers = dispatchers;
    this.#listener = listener;
  }

  /** A replica takes no new requests from now on; it finishes its own. */
  drain(index: number, seconds: number): void {
    const { life } = this.replicas[index]!;
    if (life.state !== 'up') return;
    life.enter('draining', seconds);
    this.#setAvailable(index, false, seconds);
  }

  /** Whether a replica has no request, none on its way to its scheduler and none that is being copied from it either. */
  isEmpty(index: number): boolean {
    const replica = this.replicas[index]!;
    if (replica.running + replica.waiting + (replica.prompts?.held ?? 0) > 0) return false;
    return this.#dispatchersOf(index).every((dispatcher) => dispatcher.inApi(index) === 0);
  }

  /**
   * Replicas go down at once, with all that they hold; all of them before anything that they lost goes anywhere.
   * `powered` ones go on to draw what an idle replica draws.
   */
  fail(indices: readonly number[], seconds: number, fate: LostWork, powered = false): void {
    const lost: number[] = [];
    for (const index of indices) {
      const replica = this.replicas[index]!;
      for (const dispatcher of this.#dispatchersOf(index)) {
        if (replica.life.state === 'up') dispatcher.setAvailable(index, false, seconds);
        dispatcher.fail(index, seconds, (handle) => lost.push(handle));
      }
      replica.fail(seconds, (handle) => lost.push(handle));
      replica.life.enter('down', seconds, powered);
    }
    this.#listener.onLost(lost, seconds, fate);
  }

  /** A replica that is down has power again and loads; it serves nobody yet. */
  start(index: number, seconds: number): void {
    const { life } = this.replicas[index]!;
    assert(life.state === 'down', 'a replica starts that is not down');
    life.enter('starting', seconds);
  }

  /** A replica takes requests again. */
  open(index: number, seconds: number): void {
    const { life } = this.replicas[index]!;
    if (life.state === 'up') return;
    life.enter('up', seconds);
    this.#setAvailable(index, true, seconds);
  }

  #setAvailable(index: number, available: boolean, seconds: number): void {
    for (const dispatcher of this.#dispatchersOf(index)) {
      dispatcher.setAvailable(index, available, seconds);
    }
  }

  #dispatchersOf(index: number): Dispatcher[] {
    return groupsOf(this.replicas[index]!).map((group) => this.#dispatchers[group]!);
  }
}
