import type { Reached } from '../../physics/validity.ts';
import type { RequestView } from '../../policy/request-view.ts';
import type { AdapterSums } from './adapter-slots.ts';
import type { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import type { ResidencySums } from './residency.ts';
import type { SpeedChange } from './speed.ts';
import type { ReplicaSums } from './step-ledger.ts';

/** A replica that computes prompts for others, or goes on from theirs. */
export interface HandOffPort {
  /** The keys and values of a request that is to decode here have come. */
  land(handle: number, seconds: number): void;
  /** Those of a prompt that was computed here are copied: their blocks are free. */
  forget(handle: number, seconds: number): void;
  /** Requests that wait here for blocks or for their keys and values leave: these are lost where they came from. */
  drop(handles: readonly number[], seconds: number): void;
}

/** What the requests of a group find at a replica that serves them. */
export function contextFor({ pool, contexts }: EngineReplica, group: number): PoolContext {
  return contexts?.get(group) ?? pool;
}

/** The groups whose requests go to a replica. */
export function groupsOf({ pool, contexts }: EngineReplica): readonly number[] {
  return contexts === undefined ? [pool.spec.group] : [...contexts.keys()];
}

/** A replica's engine, as the run around it sees it. */
export interface EngineReplica {
  readonly index: number;
  /** Of several models that share its chips, the first one's. */
  readonly pool: PoolContext;
  /** By group, where its chips run several models. */
  readonly contexts?: ReadonlyMap<number, PoolContext>;
  /** Whether it serves; changed by the fleet (fleet/fleet.ts) alone. */
  readonly life: ReplicaLife;
  /** Requests that were sent here (the dispatcher counts them), and those that completed here or went on to others. */
  received: number;
  readonly completed: number;
  readonly preemptions: number;
  /** Requests that wait here, and sequences in the batch. */
  readonly waiting: number;
  readonly running: number;
  /** Of the prompts that were computed here for others, how many these do not have yet; absent where none ever are. */
  readonly prompts?: { readonly held: number };
  readonly peakWatts: number;
  /** Tokens made, whatever became of them. */
  readonly outputTokens: number;
  /** Largest batches and longest sequences of its data ranks. */
  readonly reached: readonly Readonly<Reached>[];
  /** A request arrives in the replica's queue. */
  enqueue(handle: number, request: RequestView, seconds: number): void;
  /** Reads what a request's prompt finds below the prefix cache; returns when it is there. Null or absent without such tiers. */
  readonly onboard?: ((handle: number, seconds: number) => number) | null;
  /** The client of a request gives up: a waiting one leaves now (true), a running one at the next boundary (false). */
  giveUp(handle: number, seconds: number): boolean;
  /** Where models come and go: whether that of a group is there, and what came. */
  isWarm?(group: number): boolean;
  readonly residency?: ResidencySums | null;
  /** Null or absent where tenants have no adapters of their own. */
  readonly adapters?: AdapterSums | null;
  /** Null where prompts and answers never part. */
  readonly handOff: HandOffPort | null;
  /** The calendar's event: a step's end, or the decision that waited until all had arrived. Returns its instant. */
  onEvent(): number;
  /** KV blocks in use at an instant of the step in progress. */
  kvBlocksAt(seconds: number): number;
  /** Adds to `sums` all that was done until `seconds` (now, or earlier in the stretch in progress). */
  sumsAt(seconds: number, sums: ReplicaSums): void;
  /** Steps are faster or slower from the next boundary at `seconds` or later on. */
  setSpeed(change: SpeedChange, seconds: number): void;
  /**
   * Everything here is lost at `seconds`: what ran until then stays booked, the step in progress yields nothing, all
   * blocks are free, and every request is handed back to `each`. The replica is empty then, and may take requests again.
   */
  fail(seconds: number, each: (handle: number) => void): void;
  /** Books what has run until `seconds` and names every request that is here: the run ends. */
  halt(seconds: number, each: (handle: number) => void): void;
  /** Throws unless the replica is as empty as it began. */
  assertEmpty(): void;
}
