import type { RequestRow } from '../../record/port.ts';
import { field, STRIDE } from '../request-table.ts';
import type { Worth } from '../rollout/version-log.ts';
import { clearVerdict, worthOf, writePlainRow, writeProgramRows } from './answer-rows.ts';
import type { Answering } from './answering.ts';
import type { Program } from './program.ts';
import type { ProgramHost } from './program-host.ts';
import { type Said, saidBy } from './said.ts';

/** The programs of requests, from their begin until their rows are written, and what they, and answers of one call, came to. */
export class ProgramResults {
  readonly #host: Pick<ProgramHost, 'table' | 'meter' | 'onCall'>;
  /** By workload; null where it has no task. */
  readonly #answering: readonly (Answering | null)[];
  /** By row of the user's request. */
  readonly #programs: (Program | null)[] = [];

  constructor(
    host: Pick<ProgramHost, 'table' | 'meter' | 'onCall'>,
    answering: readonly (Answering | null)[],
  ) {
    this.#host = host;
    this.#answering = answering;
  }

  /** By row of the user's request; null where there is none. */
  get programs(): readonly (Program | null)[] {
    return this.#programs;
  }

  /** The program of a request; null where it has none. */
  of(handle: number): Program | null {
    return this.#programs[handle] ?? null;
  }

  begin(program: Program): void {
    this.#programs[program.parent] = program;
  }

  /** Whether all that a request cost is known. */
  isSettled(handle: number): boolean {
    return this.of(handle)?.isSettled ?? true;
  }

  /** What a program has answered a request with; null where none did. */
  saidTo(handle: number): Said | null {
    const program = this.of(handle);
    return program === null ? null : saidBy(program);
  }

  /** What a request took that a program has answered, and whether the answer is wrong; null where none did. */
  worthOf(handle: number): Worth | null {
    const program = this.of(handle);
    if (program === null) return null;
    return worthOf(program, this.#answering[program.workload]!.oracle);
  }

  /** Whether the answer to a request that completed is right, which one that is held back is not; null where no task says. */
  isRight(handle: number): boolean | null {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    const answering = this.#answering[rows[base + field.workload]!] ?? null;
    if (answering === null) return null;
    const program = this.of(handle);
    if (program === null) return answering.isPlainRight(rows, base);
    const answer = program.delivered?.answer ?? null;
    return answer !== null && answering.oracle.samples.isRight(program.problem, answer);
  }

  /**
   * Writes what a program took that answered a copy of a request to the copy in the table. Returns its calls, each as often as
   * it had a replica anew; 0 where no program did.
   */
  writeCopy(handle: number): number {
    const program = this.of(handle);
    if (program === null) return 0;
    const { rows } = this.#host.table;
    const { joules, stepUsd, outputTokens, preemptions, calls, furtherAttempts } = program.sums;
    rows[handle * STRIDE + field.joules] = joules;
    rows[handle * STRIDE + field.usd] = stepUsd;
    rows[handle * STRIDE + field.made] = outputTokens;
    rows[handle * STRIDE + field.preemptions] = preemptions;
    return calls + furtherAttempts;
  }

  /** A copy has ended, of which no row tells. */
  forget(handle: number): void {
    this.#programs[handle] = null;
  }

  /** Completes the row of a user's request that has ended; returns whether its calls were charged one by one. */
  complete(handle: number, row: RequestRow): boolean {
    const program = this.of(handle);
    this.#programs[handle] = null;
    clearVerdict(row);
    const answering = this.#answering[row.workload] ?? null;
    if (answering === null) return false;
    const { oracle, workload } = answering;
    const { rows } = this.#host.table;
    if (program !== null) writeProgramRows(program, oracle, this.#host, row);
    else writePlainRow(oracle, workload.strategy, rows, handle * STRIDE, row);
    return program !== null;
  }
}
