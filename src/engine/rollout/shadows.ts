import type { CompiledScenario } from '../../compile/compiled.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Exit } from '../exit.ts';
import type { HandOffs } from '../hand-offs.ts';
import type { LengthGuesses } from '../length-guesses.ts';
import { repeatRequest } from '../request-copy.ts';
import type { RequestFacts } from '../request-facts.ts';
import { copy, field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Programs } from '../strategy/programs.ts';
import type { Rollout } from './rollout.ts';
import { groupsOfCopies } from './version-groups.ts';

/**
 * Numbers of calls from here on, beyond all of users, which are numbered as without copies; draws take them modulo 2³²
 * (base/random/hash.ts), where these are far from those, too.
 */
const FIRST_CALL = 2 ** 40 + 2 ** 31;

interface ShadowHost {
  readonly table: RequestTable;
  readonly dispatchers: readonly Dispatcher[];
  readonly exit: Exit;
  readonly guesses: LengthGuesses;
  /** Null where no answer has a quality. */
  readonly programs: Programs | null;
  readonly handOffs: HandOffs;
}

/**
 * Copies of requests that a candidate answers and nobody sees: admission does not ask about them, no client waits for
 * them, no row tells of them, and the run does not wait for their end. A candidate pool gets them as they are; a candidate
 * strategy answers each by a program, whose calls are requests of the cluster.
 */
export class Shadows {
  readonly #rollout: Rollout;
  readonly #host: ShadowHost;
  readonly #facts: RequestFacts;
  /** Groups of replicas that nobody else asks: what waits there, no client waits for. */
  readonly groups: ReadonlySet<number>;
  /** Like the gateway's own count of what is in the system: of what is with {@link groups}. */
  readonly load = { queued: 0, outstanding: 0, started: 0 };

  #calls = 0;

  constructor(
    rollout: Rollout,
    groups: ReadonlySet<number>,
    facts: RequestFacts,
    host: ShadowHost,
  ) {
    this.#rollout = rollout;
    this.#host = host;
    this.#facts = facts;
    this.groups = groups;
  }

  /** Number of the next call of a program. */
  nextNumber(): number {
    return FIRST_CALL + this.#calls++;
  }

  /** Copies a request that has just come, and has been nowhere yet; returns the copy. */
  take(handle: number): number {
    const { table } = this.#host;
    const { rows, contents } = table;
    const row = rows.slice(handle * STRIDE, (handle + 1) * STRIDE);
    const twin = repeatRequest(table, row, contents[handle] ?? null);
    const base = twin * STRIDE;
    table.rows[base + field.copy] = copy.shadow;
    table.rows[base + field.measured] = 0;
    table.rows[base + field.deadline] = Number.POSITIVE_INFINITY;
    this.#rollout.claim(table.rows, base);
    return twin;
  }

  /** Sends a copy to the candidate. */
  send(twin: number, seconds: number): void {
    const { exit, handOffs, programs } = this.#host;
    if (handOffs.isTooLong(twin)) exit.endCopy(twin, seconds, outcomeCode.rejected);
    else if (this.#rollout.candidateGroup === null) programs!.begin(twin, seconds, true);
    else this.#dispatch(twin, seconds);
  }

  #dispatch(twin: number, seconds: number): void {
    const { table, guesses } = this.#host;
    const base = twin * STRIDE;
    const dispatcher = this.#dispatcherOf(base);
    table.rows[base + field.predicted] = guesses.of(twin, dispatcher.engine);
    this.load.queued++;
    this.load.outstanding++;
    dispatcher.accept(twin, this.#facts.read(table, twin), seconds);
  }

  /** A copy that the candidate pool had has ended, completed or lost. */
  onEnded(twin: number, seconds: number, completed: boolean): void {
    const base = twin * STRIDE;
    if (this.#host.table.rows[base + field.state] === state.waiting) this.load.queued--;
    this.load.outstanding--;
    this.#dispatcherOf(base).onEnded(twin, seconds);
    const outcome = completed ? outcomeCode.completed : outcomeCode.failed;
    this.#host.exit.endCopy(twin, seconds, outcome);
  }

  #dispatcherOf(base: number): Dispatcher {
    return this.#host.dispatchers[this.#host.table.rows[base + field.group]!]!;
  }
}

/** The shadows of a roll-out; null where nothing is copied. */
export function createShadows(
  scenario: CompiledScenario,
  rollout: Rollout | null,
  facts: RequestFacts,
  host: ShadowHost,
): Shadows | null {
  if (rollout?.isShadow !== true) return null;
  return new Shadows(rollout, groupsOfCopies(scenario), facts, host);
}
