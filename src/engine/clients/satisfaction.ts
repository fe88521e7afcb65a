import { hashKey, hashUniform } from '../../base/random/hash.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { Recorder } from '../../record/port.ts';
import type { Satisfaction } from '../../scenario/clients.ts';
import { field, type RequestTable, STRIDE } from '../request-table.ts';

/** An answer as its user sees it. */
export interface Experience {
  /** Seconds that the user waited for what the model looks at; null without an answer. */
  readonly waitedSeconds: number | null;
  /** Null where nobody can say. */
  readonly isRight: boolean | null;
}

/** Chance, 0 to 1, that a user goes on after an answer (scenario/clients.ts has the form). */
export function returnChance(
  { targetSeconds, halvingSeconds, most, wrong, unanswered }: Satisfaction,
  { waitedSeconds, isRight }: Experience,
): number {
  if (waitedSeconds === null) return most * unanswered;
  const late = Math.max(0, waitedSeconds - targetSeconds);
  return most * 2 ** (-late / halvingSeconds) * (isRight === false ? wrong : 1);
}

/**
 * Users of sessions who go on or leave, by how they were served. They may learn that an answer was wrong, as people do;
 * nothing of this reaches a policy, which sees a request that comes or does not. Whether turn k of session s is followed by
 * another one is drawn from (s, k), so that a quicker answer never loses a user whom a slower one keeps.
 */
export class SatisfiedUsers {
  readonly #workloads: readonly CompiledWorkload[];
  readonly #table: RequestTable;
  readonly #recorder: Recorder;
  readonly #isRight: (handle: number) => boolean | null;
  readonly #keys: readonly number[];

  constructor(
    { workloads, seed }: CompiledScenario,
    replication: number,
    { table, recorder }: { readonly table: RequestTable; readonly recorder: Recorder },
    isRight: (handle: number) => boolean | null,
  ) {
    this.#workloads = workloads;
    this.#table = table;
    this.#recorder = recorder;
    this.#isRight = isRight;
    this.#keys = workloads.map(({ name }) =>
      hashKey(seed, replication, 'workload', name, 'satisfaction'),
    );
  }

  /** A question is over at `seconds`, and its client asks it no more: whether its user leaves for good. */
  leaves(handle: number, seconds: number, outcome: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const workload = rows[base + field.workload]!;
    const { satisfaction } = this.#workloads[workload]!;
    if (satisfaction === undefined || outcome === outcomeCode['in-flight']) return false;
    const isAnswered = outcome === outcomeCode.completed;
    const asked = rows[base + field.question]! < 0 ? field.arrival : field.asked;
    const had = satisfaction.of === 'ttft' ? rows[base + field.firstToken]! : seconds;
    const waitedSeconds = isAnswered ? had - rows[base + asked]! : null;
    const isRight = isAnswered ? this.#isRight(handle) : null;
    const chance = returnChance(satisfaction, { waitedSeconds, isRight });
    const [session, turn] = [rows[base + field.session]!, rows[base + field.turn]!];
    const returns = hashUniform(this.#keys[workload]!, session, turn, 0) < chance;
    this.#recorder.opinion?.(workload, {
      measured: rows[base + field.measured] === 1,
      isAnswered,
      isLate: waitedSeconds !== null && waitedSeconds > satisfaction.targetSeconds,
      isRight,
      returns,
    });
    return !returns;
  }
}

/** The users of a scenario; null where all go on whatever they get. */
export function createSatisfiedUsers(
  ...[scenario, ...rest]: ConstructorParameters<typeof SatisfiedUsers>
): SatisfiedUsers | null {
  const judges = scenario.workloads.some(({ satisfaction }) => satisfaction !== undefined);
  return judges ? new SatisfiedUsers(scenario, ...rest) : null;
}
