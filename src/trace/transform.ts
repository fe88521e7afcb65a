import { assert } from '../base/assert.ts';
import { createStream } from '../base/random/stream.ts';
import { maxTraceRows, type TraceRows } from './port.ts';
import { optionalColumns, TraceColumns } from './trace-columns.ts';

export interface TraceTransform {
  /** Multiplies every gap: 2 halves the rate and doubles the duration. Positive and finite. */
  readonly timeScale: number;
  /** Keeps the duration: below 1 drops rows at random, above 1 repeats them. Positive and finite. */
  readonly rateScale: number;
  /** Equal seeds choose equal rows. */
  readonly seed: string | number;
}

/**
 * Rescales a trace. A row gets ⌊rateScale⌋ copies, and one more with the probability of the fraction. The first copy
 * stands where the row stood; the others stand at random instants before the next row, because copies at one instant
 * would make bursts that the trace does not have (dispersion would grow with the scale). Rows of one instant keep their
 * order. A scale of 1 and 1 gives the rows as they are.
 *
 * Thinned rows keep their instants, so the first may come after 0; of a short trace none may be left. Callers make sure
 * that `rows.length × rateScale` stays below {@link maxTraceRows}.
 */
export function transformTrace(rows: TraceRows, transform: TraceTransform): TraceRows {
  const { timeScale, rateScale, seed } = transform;
  assert(timeScale > 0 && Number.isFinite(timeScale), 'timeScale must be positive');
  assert(rateScale > 0 && Number.isFinite(rateScale), 'rateScale must be positive');
  assert(rows.length * rateScale <= maxTraceRows, 'the rescaled trace has too many rows');
  const scaled = timeScale === 1 ? rows : { ...rows, arrivalSeconds: scaledBy(rows, timeScale) };
  return rateScale === 1 ? scaled : resample(scaled, rateScale, seed);
}

function scaledBy(rows: TraceRows, timeScale: number): Float64Array {
  const first = rows.arrivalSeconds[0] ?? 0;
  return rows.arrivalSeconds.map((seconds) => first + (seconds - first) * timeScale);
}

function resample(rows: TraceRows, rateScale: number, seed: string | number): TraceRows {
  const uniform = createStream(seed, 'trace', 'rate-scale');
  const optional = optionalColumns.filter((name) => rows[name] !== undefined);
  const columns = optional.map((name) => rows[name]!);
  const kept = new TraceColumns(optional);
  const more = optional.map(() => -1);
  const whole = Math.floor(rateScale);
  for (let i = 0; i < rows.length; i++) {
    const at = rows.arrivalSeconds[i] as number;
    const next = rows.arrivalSeconds[i + 1] ?? at;
    const copies = whole + (uniform() < rateScale - whole ? 1 : 0);
    for (let c = 0; c < optional.length; c++) more[c] = columns[c]![i]!;
    for (let copy = 0; copy < copies; copy++) {
      const seconds = copy === 0 ? at : at + uniform() * (next - at);
      kept.push(seconds, rows.promptTokens[i] as number, rows.outputTokens[i] as number, more);
    }
  }
  return withNames(kept.toRows(1, 0), rows);
}

function withNames(kept: TraceRows, rows: TraceRows): TraceRows {
  return {
    ...kept,
    ...(rows.tenantNames && { tenantNames: rows.tenantNames }),
    ...(rows.workloadNames && { workloadNames: rows.workloadNames }),
    ...(rows.sessionNames && { sessionNames: rows.sessionNames }),
    ...(rows.contents && { contents: rows.contents }),
  };
}
