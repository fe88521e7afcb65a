import {
  type ClassFigure,
  classFigures,
  type RunFigure,
  runFigures,
} from '../../record/tables/metric-figures.ts';
import {
  blockStatistics,
  type MetricBlock,
  metricBlocks,
  statisticColumn,
} from '../../record/tables/metrics.ts';
import { suggest } from '../did-you-mean.ts';

/** Column of sweep.arrow by the name that a stop rule gives its metric. */
function columns(): ReadonlyMap<string, string> {
  const blocks = Object.keys(metricBlocks) as MetricBlock[];
  const statistics = blocks.flatMap((block) =>
    blockStatistics.map(
      (statistic) => [`${block}.${statistic}`, statisticColumn(block, statistic)] as const,
    ),
  );
  const figures = [...classFigures, ...runFigures].map(({ name }) => [name, name] as const);
  return new Map([...statistics, ...figures]);
}

/** The column of a metric: `e2e.p99`, or a single figure such as `joules_per_request`. */
export function stopColumn(metric: string): { readonly column: string } | { readonly fix: string } {
  const known = columns();
  const column = known.get(metric);
  return column === undefined ? { fix: suggest(metric, [...known.keys()]) } : { column };
}

/** Single figures that are null in every run that is not overloaded. */
const neverThere = [
  'overload_offered_per_second',
  'overload_sustainable_per_second',
] as const satisfies readonly (ClassFigure | RunFigure)[];

/** Whether a column has nothing that a stop rule could wait for, whatever the scenario is. */
export function neverComputed(column: string): boolean {
  return neverThere.some((name) => name === column);
}
