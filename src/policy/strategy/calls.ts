import type { Call, CallRole, Decision, Delivered } from './port.ts';

/** The calls of one program: numbers them, and knows which have not ended. */
export class Calls {
  readonly #open = new Map<number, Call>();
  #next = 0;

  /** The next call, open until it ends. */
  ask(
    role: CallRole,
    tier: number,
    after: readonly number[] = [],
    judges: number | null = null,
  ): Call {
    const call: Call = { branch: this.#next, role, tier, after, judges };
    this.#next += 1;
    this.#open.set(call.branch, call);
    return call;
  }

  /** The call that ended; null where it had ended before or was never asked for, and says nothing any more. */
  end(branch: number): Call | null {
    const call = this.#open.get(branch) ?? null;
    this.#open.delete(branch);
    return call;
  }

  /** Ends the program: whatever is open says nothing any more. */
  deliver(delivered: Delivered): Decision {
    const cancelled = [...this.#open.keys()];
    this.#open.clear();
    return { calls: [], cancelled, delivered };
  }

  get openCount(): number {
    return this.#open.size;
  }
}
