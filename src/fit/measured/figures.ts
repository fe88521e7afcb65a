import type { MeasuredFigure, MeasuredRequest, MeasuredRow, MetricName } from './port.ts';

/** A figure where there is a value above 0: a benchmark writes 0 for what it did not measure. */
export function figuresOf(
  values: Readonly<
    Partial<
      Record<MetricName, { readonly mean?: number | undefined; readonly p50?: number | undefined }>
    >
  >,
): MeasuredRow['figures'] {
  const figures: Partial<Record<MetricName, MeasuredFigure>> = {};
  for (const [name, { mean, p50 }] of Object.entries(values)) {
    const found: MeasuredFigure | null =
      mean !== undefined && mean > 0
        ? { value: mean, statistic: 'mean' }
        : p50 !== undefined && p50 > 0
          ? { value: p50, statistic: 'p50' }
          : null;
    if (found !== null) figures[name as MetricName] = found;
  }
  return figures;
}

/** Milliseconds as seconds; undefined stays so. */
export function ofMilliseconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value / 1000;
}

/** The means of single requests, each over those that have one. */
export function figuresOfRequests(requests: readonly MeasuredRequest[]): MeasuredRow['figures'] {
  const mean = (of: (request: MeasuredRequest) => number | null): number | undefined => {
    const values = requests.map(of).filter((value) => value !== null);
    return values.length === 0
      ? undefined
      : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return figuresOf({
    ttft: { mean: mean(({ ttftSeconds }) => ttftSeconds) },
    tpot: { mean: mean(({ tpotSeconds }) => tpotSeconds) },
    e2e: { mean: mean(({ e2eSeconds }) => e2eSeconds) },
  });
}

/** Requests whose arrivals count from the first one, in order of arrival. Those without one keep their place. */
export function fromFirstArrival(requests: readonly MeasuredRequest[]): readonly MeasuredRequest[] {
  if (requests.some(({ arrivalSeconds }) => arrivalSeconds === null)) {
    return requests.map((request) => ({ ...request, arrivalSeconds: null }));
  }
  const first = requests.reduce(
    (least, { arrivalSeconds }) => Math.min(least, arrivalSeconds ?? 0),
    Number.POSITIVE_INFINITY,
  );
  return requests
    .map((request) => ({ ...request, arrivalSeconds: (request.arrivalSeconds ?? 0) - first }))
    .sort((a, b) => a.arrivalSeconds - b.arrivalSeconds);
}
