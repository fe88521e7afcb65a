import type { ListedAxis } from './comparison.ts';
import { areCopies } from './copies.ts';
import { betterOf, metricOf } from './metric-traits.ts';
import { meanOf, replicationNoise } from './sensitivity/noise.ts';
import { type MetricSensitivity, type SensitivityResponse, sensitivity } from './sensitivity.ts';
import type { SweptFigures, SweptPoint } from './sweep-comparison.ts';
import { isLostRow, replicationsOf } from './swept-values.ts';

/** Figures that the sensitivity of a sweep is told for; accuracy where the sweep has it. */
export const sensitivityMetrics = [
  { name: 'e2e_p99_seconds', phrase: '99th percentile of end-to-end latency' },
  { name: 'ttft_p99_seconds', phrase: '99th percentile of time to first token' },
  { name: 'requests_per_second', phrase: 'throughput' },
  { name: 'joules_per_request', phrase: 'energy per request' },
  { name: 'accuracy', phrase: 'accuracy' },
] as const;

/** A metric's sensitivity, and which points it had to leave out. */
export interface SweptSensitivity extends MetricSensitivity {
  /** Overloaded points, which a latency leaves out. */
  readonly overloaded: number;
  /** Points without the figure in any replication: failed, or null. */
  readonly missing: number;
  /** Points whose replications are copies of each other, and tell nothing of chance. */
  readonly copied: number;
}

/** The sensitivity of every metric of {@link sensitivityMetrics} that the sweep has. */
export function sweepSensitivity(
  sweep: SweptFigures,
  axes: readonly ListedAxis[],
  design: { readonly kind: string; readonly numbers: readonly number[] },
): readonly SweptSensitivity[] {
  const isCopied = sweep.points.map((point) => haveCopies(sweep, point));
  const copied = isCopied.filter(Boolean).length;
  const responses = sensitivityMetrics.flatMap(
    ({ name }) => responseOf(sweep, name, isCopied) ?? [],
  );
  const input = {
    design: design.kind,
    numbers: design.numbers,
    axes: axes.map(({ path, unit }, index) => ({
      name: path,
      unit,
      levels: sweep.points.map(({ levels }) => levels[index] ?? null),
    })),
    responses: responses.map(({ response }) => response),
  };
  return sensitivity(input).map((found, index) => {
    const { overloaded = 0, missing = 0 } = responses[index] ?? {};
    return { ...found, overloaded, missing, copied };
  });
}

interface CountedResponse {
  readonly response: SensitivityResponse;
  readonly overloaded: number;
  readonly missing: number;
}

/** Null where no point has the metric. */
function responseOf(
  sweep: SweptFigures,
  metric: string,
  isCopied: readonly boolean[],
): CountedResponse | null {
  const found = replicationsOf(sweep, metric);
  if (found === null) return null;
  const { replications, isCut } = found;
  const values = replications.map(meanOf);
  return {
    response: {
      metric,
      unit: metricOf(metric)?.unit ?? null,
      better: betterOf(metric),
      values,
      // Copies count once: that they do not differ is no lack of chance.
      noise: replicationNoise(
        replications.map((of, point) => (isCopied[point] === true ? of.slice(0, 1) : of)),
      ),
    },
    overloaded: isCut.filter(Boolean).length,
    missing: values.filter((value, point) => Number.isNaN(value) && isCut[point] === false).length,
  };
}

/** Whether the replications of a point that ran to their end are copies of each other. */
function haveCopies(sweep: SweptFigures, { rows }: SweptPoint): boolean {
  const columns = [...sweep.columns.values()];
  return areCopies(
    rows
      .filter((row) => !isLostRow(sweep, row))
      .map((row) => columns.map((values) => values[row] ?? Number.NaN)),
  );
}
