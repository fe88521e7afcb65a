import type { CompiledWorkload } from '../../src/compile/compiled.ts';
import { Sequence, TIE_SECONDS } from './plain-sequence.ts';
import type { Exercised } from './records.ts';

/** A request that has no first token yet, the copies of it, and when its client sends the next one. */
interface Race {
  runner: Sequence;
  copies: Sequence[];
  /** How often it was time for another copy. */
  rounds: number;
  dueSeconds: number;
}

/** Sends a copy to another replica than those that have one; null where none has room. */
type Send = (copy: Sequence, avoid: readonly number[], now: number) => boolean;

/**
 * Clients who send a request once more while it has no first token. The first of all to have one is the request; the others
 * stop where they are, or at the end of the step that they are in.
 */
export class PlainHedges {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #exercised: Exercised;
  #races: Race[] = [];
  /** All that nobody waits for, or not any more. */
  copies: Sequence[] = [];
  #losers: Sequence[] = [];

  constructor(workloads: readonly CompiledWorkload[], exercised: Exercised) {
    this.#workloads = workloads;
    this.#exercised = exercised;
  }

  /** A request is admitted. */
  begin(runner: Sequence): void {
    const { hedge } = this.#workloads[runner.workload]!;
    if (hedge === undefined) return;
    const dueSeconds = runner.spec.arrivalSeconds + hedge.afterSeconds;
    this.#races.push({ runner, copies: [], rounds: 0, dueSeconds });
  }

  /** When a copy is due, or a client gives up whose request runs: its copies stop before it does. */
  get nextSeconds(): number {
    return Math.min(
      Infinity,
      ...this.#races.map((race) => (this.#goesOn(race) ? race.dueSeconds : Infinity)),
      ...this.#races.map(({ runner }) => runner.waitDeadline),
    );
  }

  /** Sends the copies that are due. */
  send(now: number, send: Send): void {
    for (const race of this.#races) {
      if (!this.#goesOn(race) || race.dueSeconds > now + TIE_SECONDS) continue;
      const { runner, copies } = race;
      const { afterSeconds } = this.#workloads[runner.workload]!.hedge!;
      race.rounds += 1;
      race.dueSeconds += afterSeconds;
      if (runner.replica < 0) continue;
      const copy = this.#copyOf(runner);
      const avoid = [runner, ...copies].map(({ replica }) => replica);
      if (!send(copy, avoid, now)) continue;
      this.#exercised.copies += 1;
      copies.push(copy);
      this.copies.push(copy);
    }
  }

  /** A request or a copy has its first token. Returns the request that it stands for from now on, where that is another. */
  onFirstToken(sequence: Sequence): Sequence | null {
    const race = this.#races.find(
      ({ runner, copies }) => runner === sequence || copies.includes(sequence),
    );
    if (race === undefined) return null;
    const { runner } = race;
    this.#races = this.#races.filter((other) => other !== race);
    this.#losers.push(...[runner, ...race.copies].filter((other) => other !== sequence));
    if (runner === sequence) return null;
    this.#exercised.copiesWon += 1;
    runner.isCopy = true;
    sequence.isCopy = false;
    this.copies = this.copies.map((other) => (other === sequence ? runner : other));
    return runner;
  }

  /** Clients who have given up by `now`, though their requests may run, wait for no copies either. */
  close(now: number): void {
    for (const { runner, copies } of this.#races) {
      if (runner.waitDeadline <= now + TIE_SECONDS) this.#losers.push(...copies);
    }
    this.#races = this.#races.filter(({ runner }) => runner.waitDeadline > now + TIE_SECONDS);
  }

  /** Those that are to stop now. */
  takeLosers(): readonly Sequence[] {
    const losers = this.#losers.filter(({ place }) => place !== 'ended');
    this.#losers = [];
    return losers;
  }

  #goesOn({ runner, rounds }: Race): boolean {
    return rounds < this.#workloads[runner.workload]!.hedge!.max;
  }

  #copyOf({ request, workload, spec, measured, tries, question }: Sequence): Sequence {
    const compiled = this.#workloads[workload]!;
    const copy = new Sequence(request, workload, spec, compiled, measured, tries, question);
    copy.isCopy = true;
    return copy;
  }
}
