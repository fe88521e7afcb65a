import type { CompiledPool } from '../../src/compile/compiled.ts';
import type { Sequence } from './plain-sequence.ts';
import type { Exercised } from './records.ts';

/**
 * Adapters on a replica's chips, by name: each tenant of each workload has one. Those that nobody runs with stand in the
 * order in which they were last needed. Host memory, where it does not hold all of them, holds those that were needed last.
 */
export class PlainAdapters {
  readonly #slots: number;
  readonly #loadSeconds: number;
  readonly #host: NonNullable<CompiledPool['adapters']>['host'];
  readonly #exercised: Exercised;
  #present: string[] = [];
  #loads = 0;
  /** What host memory holds, likewise. */
  #copies: string[] = [];
  #reads = 0;

  constructor(
    { slots, loadSeconds, host }: NonNullable<CompiledPool['adapters']>,
    exercised: Exercised,
  ) {
    this.#slots = slots;
    this.#loadSeconds = loadSeconds;
    this.#host = host;
    this.#exercised = exercised;
  }

  /** Whether those that run leave a slot for what a sequence needs. */
  mayJoin(sequence: Sequence, running: readonly Sequence[]): boolean {
    const needed = new Set([...running, sequence].map(nameOf));
    return needed.size <= this.#slots;
  }

  /** A sequence joins those that run, and brings its adapter. */
  join(sequence: Sequence, running: readonly Sequence[]): void {
    const name = nameOf(sequence);
    if (this.#present.includes(name)) return;
    const needed = running.map(nameOf);
    if (this.#present.length === this.#slots) {
      const gone = this.#present.find((other) => !needed.includes(other));
      this.#present = this.#present.filter((other) => other !== gone);
      this.#exercised.adaptersLost += 1;
    }
    this.#present.push(name);
    this.#loads += 1;
    if (this.#host === undefined || this.#copies.includes(name)) return;
    if (this.#copies.length === this.#host.slots) {
      const gone = this.#copies.find((other) => !needed.includes(other));
      this.#copies = this.#copies.filter((other) => other !== gone);
      this.#exercised.copiesLost += 1;
    }
    this.#copies.push(name);
    this.#reads += 1;
  }

  /** A sequence has left those that run. */
  leave(sequence: Sequence, running: readonly Sequence[]): void {
    const name = nameOf(sequence);
    if (running.some((other) => nameOf(other) === name)) return;
    this.#present = [...this.#present.filter((other) => other !== name), name];
    if (!this.#copies.includes(name)) return;
    this.#copies = [...this.#copies.filter((other) => other !== name), name];
  }

  /** How long loads keep the step waiting that starts now. */
  loadSeconds(): number {
    const seconds = this.#loads * this.#loadSeconds + this.#reads * (this.#host?.readSeconds ?? 0);
    this.#loads = 0;
    this.#reads = 0;
    return seconds;
  }
}

function nameOf({ workload, spec }: Sequence): string {
  return `workload ${workload}, tenant ${spec.tenant}`;
}
