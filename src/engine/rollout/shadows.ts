import { outcomeCode } from '../../record/outcome.ts';
import type { Dispatcher } from '../dispatcher.ts';
import type { Exit } from '../exit.ts';
import { repeatRequest } from '../request-copy.ts';
import type { RequestFacts } from '../request-facts.ts';
import { copy, field, type RequestTable, STRIDE, state } from '../request-table.ts';
import type { Rollout } from './rollout.ts';

interface ShadowHost {
  readonly table: RequestTable;
  readonly dispatchers: readonly Dispatcher[];
  readonly exit: Exit;
}

/**
 * Copies of requests that a candidate answers and nobody sees: admission does not ask about them, no client waits for
 * them, no row tells of them, and the run does not wait for their end.
 */
export class Shadows {
  readonly #group: number;
  readonly #table: RequestTable;
  readonly #dispatcher: Dispatcher;
  readonly #facts: RequestFacts;
  readonly #exit: Exit;
  /** Like the gateway's own count of what is in the system. */
  readonly load = { queued: 0, outstanding: 0, started: 0 };

  constructor(rollout: Rollout, facts: RequestFacts, host: ShadowHost) {
    this.#table = host.table;
    this.#group = rollout.candidateGroup!;
    this.#dispatcher = host.dispatchers[this.#group]!;
    this.#facts = facts;
    this.#exit = host.exit;
  }

  /** Those that nobody knows of who counts what waits for a client. */
  get dispatcher(): Dispatcher {
    return this.#dispatcher;
  }

  /** Copies a request that has just come, and has been nowhere yet; returns the copy. */
  take(handle: number): number {
    const { rows, contents } = this.#table;
    const row = rows.slice(handle * STRIDE, (handle + 1) * STRIDE);
    const twin = repeatRequest(this.#table, row, contents[handle] ?? null);
    const base = twin * STRIDE;
    const table = this.#table.rows;
    table[base + field.copy] = copy.shadow;
    table[base + field.group] = this.#group;
    table[base + field.measured] = 0;
    table[base + field.deadline] = Number.POSITIVE_INFINITY;
    return twin;
  }

  /** Sends a copy, of which `predicted` is guessed, to the candidate. */
  send(twin: number, predicted: number, seconds: number): void {
    if (!this.#dispatcher.canEverServe(twin)) {
      this.#exit.endCopy(twin, seconds, outcomeCode.rejected);
      return;
    }
    this.#table.rows[twin * STRIDE + field.predicted] = predicted;
    this.load.queued++;
    this.load.outstanding++;
    this.#dispatcher.accept(twin, this.#facts.read(this.#table, twin), seconds);
  }

  /** A copy that the candidate had has ended, completed or lost. */
  onEnded(twin: number, seconds: number, completed: boolean): void {
    if (this.#table.rows[twin * STRIDE + field.state] === state.waiting) this.load.queued--;
    this.load.outstanding--;
    this.#dispatcher.onEnded(twin, seconds);
    this.#exit.endCopy(twin, seconds, completed ? outcomeCode.completed : outcomeCode.failed);
  }
}

/** The shadows of a roll-out; null where nothing is copied. */
export function createShadows(
  rollout: Rollout | null,
  facts: RequestFacts,
  host: ShadowHost,
): Shadows | null {
  return rollout?.isShadow === true ? new Shadows(rollout, facts, host) : null;
}
