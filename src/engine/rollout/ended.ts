import { hashUniform } from '../../base/random/hash.ts';
import type { CompiledWorkload } from '../../compile/compiled.ts';
import { outcomeCode } from '../../record/outcome.ts';
import { meetsTargets } from '../request-row.ts';
import { field } from '../request-table.ts';
import type { Ended, Worth } from './version-log.ts';

/** Outcomes that a gateway answers with an error. */
const errorCodes: ReadonlySet<number> = new Set([
  outcomeCode.rejected,
  outcomeCode.shed,
  outcomeCode.expired,
  outcomeCode.failed,
]);

/** What monitors may know of a request that has ended; `gradeKey` draws whose answers are graded. */
export function endedOf(
  rows: Float64Array,
  base: number,
  { outcome, seconds, worth }: { outcome: number; seconds: number; worth: Worth },
  slo: CompiledWorkload['slo'],
  gradeKey: number,
): Ended {
  const arrivalSeconds = rows[base + field.arrival]!;
  const completed = outcome === outcomeCode.completed;
  const first = rows[base + field.firstToken]!;
  const made = rows[base + field.made]!;
  return {
    arrivalSeconds,
    seconds,
    completed,
    error: errorCodes.has(outcome),
    missed: !(completed && meetsTargets(slo, rows, base)),
    allowed: 1 - slo.attainment,
    worth,
    grade: hashUniform(gradeKey, rows[base + field.request]!, 0, 0),
    latency: {
      ttft: first - arrivalSeconds,
      tpot: made > 1 ? (rows[base + field.lastToken]! - first) / (made - 1) : Number.NaN,
      e2e: seconds - arrivalSeconds,
    },
  };
}
