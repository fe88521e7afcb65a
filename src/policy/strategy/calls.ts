import type { Call, CallRole, Decision, Delivered } from './port.ts';

/** The calls of one program: numbers them, and knows which have not ended. */
export class Calls {
  /** By branch; null once it has ended. */
  readonly #open: (Call | null)[] = [];
  #openCount = 0;

  /** The next call, open until it ends. */
  ask(
    role: CallRole,
    tier: number,
    after: readonly number[] = none,
    judges: number | null = null,
  ): Call {
    const call: Call = { branch: this.#open.length, role, tier, after, judges };
    this.#open.push(call);
    this.#openCount++;
    return call;
  }

  /** The call that ended; null where it had ended before or was never asked for, and says nothing any more. */
  end(branch: number): Call | null {
    const call = this.#open[branch] ?? null;
    if (call === null) return null;
    this.#open[branch] = null;
    this.#openCount--;
    return call;
  }

  /** Ends the program: whatever is open says nothing any more. */
  deliver(delivered: Delivered): Decision {
    const cancelled: number[] = [];
    for (const call of this.#open) {
      if (call === null) continue;
      cancelled.push(call.branch);
      this.#open[call.branch] = null;
    }
    this.#openCount = 0;
    return { calls: [], cancelled, delivered };
  }

  get openCount(): number {
    return this.#openCount;
  }
}

const none: readonly number[] = [];
