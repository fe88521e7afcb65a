import { figure, seconds, whole } from '../report/numbers.ts';
import { textTable } from '../report/text-table.ts';
import type { MeasuredComparison } from './compare-measured.ts';

/** A comparison with a measured export for people. */
export function measuredComparisonText(comparison: MeasuredComparison): string {
  const { folder, name, file, format, requests, completed, metrics, warnings } = comparison;
  const head = `${file} (${format}), replayed through ${name} in ${folder}: ${whole(completed)} of ${whole(requests)} requests`;
  const rows = metrics.flatMap(({ metric, measured, simulated, error }) => {
    const sides = [
      ['measured', measured],
      ['simulated', simulated],
    ] as const;
    return sides.map(([side, { mean, p50, p90, p99 }], index) => [
      index === 0 ? metric : '',
      side,
      ...[mean, p50, p90, p99].map(seconds),
      ...(index === 0
        ? ['', '', '']
        : [error.medianApe, error.p90Ape, error.bias].map((share) =>
            share === null ? '' : `${figure(100 * share)} %`,
          )),
    ]);
  });
  const columns = ['mean', 'p50', 'p90', 'p99', 'median error', '90th', 'bias'];
  const table =
    rows.length === 0
      ? 'no latency is known on both sides'
      : `${textTable(['', '', ...columns], rows, [0, 1])}\n  errors: request by request, simulated ÷ measured − 1; of their sizes, and their mean with its sign`;
  return [head, table, ...warnings.map((each) => `warning: ${each}`)].join('\n\n');
}
