import { axisLevel } from '../../report/axis-levels.ts';
import { metricValue } from '../../report/differences.ts';
import { percent } from '../../report/numbers.ts';
import type { AxisLevel } from '../../summary/sweep-comparison.ts';
import { axisWord, metricPhrase } from './reading.ts';
import type { HeldLevel } from './series-of-sweep.ts';
import type { SweptLaw } from './swept-law.ts';

/** What a law that leaves a bound out says where its points end, beside the cluster as deployed. */
export interface UnboundedPromise {
  readonly metric: string;
  readonly unit: string | null;
  readonly axis: string;
  readonly axisUnit: string | null;
  /** What costs nothing, as the sweep names it. */
  readonly free: string;
  /** What both keep beside that. */
  readonly where: readonly HeldLevel[];
  /** Last x at which the cluster as deployed has the figure, and without bounds. */
  readonly deployedTo: number;
  readonly unboundedTo: number;
  /** Figures there; of unequal ends, each at its own. */
  readonly deployed: number;
  readonly unbounded: number;
}

/** Key of a scenario whose terms may be made free. */
const idealAxis = 'ideal';

/** Pairs of laws with and without `ideal`, all else equal. Whether their forms hold does not matter: both say what they say at their last point. */
export function promisesOf(laws: readonly SweptLaw[]): readonly UnboundedPromise[] {
  const placeOf = ({ sweep, metric, axis, where }: SweptLaw) =>
    JSON.stringify([sweep, metric, axis, where.filter((each) => each.axis !== idealAxis)]);
  const freeOf = ({ where }: SweptLaw) => where.find(({ axis }) => axis === idealAxis)?.level;
  const asDeployed = new Map(
    laws.filter((law) => isNone(freeOf(law))).map((law) => [placeOf(law), law]),
  );
  return laws.flatMap((unbounded) => {
    const free = freeOf(unbounded);
    const deployed = asDeployed.get(placeOf(unbounded));
    if (typeof free !== 'string' || isNone(free) || deployed === undefined) return [];
    const { metric, unit, axis, axisUnit, where } = unbounded;
    return {
      metric,
      unit,
      axis,
      axisUnit,
      free: free.replaceAll(/["[\]]/g, '').replaceAll(',', ', '),
      where: where.filter((each) => each.axis !== idealAxis),
      deployedTo: deployed.law.to,
      unboundedTo: unbounded.law.to,
      deployed: deployed.law.last,
      unbounded: unbounded.law.last,
    };
  });
}

function isNone(level: AxisLevel | undefined): boolean {
  return level === 'none' || level === '[]' || level === null;
}

/** Promises that are told; those nearer than a planner would notice are not (assumed). */
const mostTold = 16;
const sameFigure = 0.02;

/** What planners would be promised wrongly, the worst first; empty where no axis is `ideal`. */
export function promisesText(promises: readonly UnboundedPromise[]): string {
  if (promises.length === 0) return '';
  const wrong = promises
    .filter((each) => each.deployedTo !== each.unboundedTo || missBy(each) > sameFigure)
    .sort((a, b) => missBy(b) - missBy(a));
  const told = wrong.slice(0, mostTold).map((each) => `  ${sentence(each)}`);
  const left = wrong.length - told.length;
  const kept = promises.length - wrong.length;
  return [
    'what laws without bounds would promise (ideal)',
    ...told,
    ...(left > 0 ? [`  … and ${left} more in --json`] : []),
    ...(kept > 0 ? [`  ${kept} of ${promises.length} figures are promised right, within 2 %`] : []),
  ].join('\n');
}

function missBy({ deployed, unbounded }: UnboundedPromise): number {
  if (deployed === unbounded) return 0;
  return Math.abs(Math.log(Math.max(unbounded, 1e-300) / Math.max(deployed, 1e-300)));
}

function sentence(each: UnboundedPromise): string {
  const { metric, unit, axisUnit, free, deployedTo, unboundedTo, deployed, unbounded } = each;
  const x = axisWord({ axis: each.axis, axisScale: null });
  const at = (value: number) => `${x} ${axisLevel(value, axisUnit)}`;
  const y = (value: number) => metricValue(value, { metric, unit });
  const place = each.where
    .map(
      ({ axis, level, unit: of }) =>
        `, ${axisWord({ axis, axisScale: null })} ${axisLevel(level, of)}`,
    )
    .join('');
  const subject = `${metricPhrase(metric)}, ${free} free${place}`;
  if (deployedTo !== unboundedTo) {
    return `${subject}: promised up to ${at(unboundedTo)} (${y(unbounded)} there), and as deployed told up to ${at(deployedTo)} (${y(deployed)})`;
  }
  const off = unbounded / deployed - 1;
  const by = Number.isFinite(off)
    ? `, ${percent(Math.abs(off))} too ${off < 0 ? 'little' : 'much'}`
    : '';
  return `${subject}: ${y(unbounded)} promised at ${at(deployedTo)}, ${y(deployed)} as deployed${by}`;
}
