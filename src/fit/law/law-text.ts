import { axisLevel } from '../../report/axis-levels.ts';
import { figure, missing, percent, span, whole } from '../../report/numbers.ts';
import { textTable } from '../../report/text-table.ts';
import { isShare } from '../../summary/metric-traits.ts';
import type { LawComparison } from './compare-laws.ts';
import type { JointLaw } from './joint-law.ts';
import type { FittedSweep, LawsOfSweeps } from './laws-of-sweeps.ts';
import { promisesText } from './promises.ts';
import { axisWord, elasticityText, exponentText, metricPhrase } from './reading.ts';
import type { HeldLevel } from './series-of-sweep.ts';
import type { SweptLaw } from './swept-law.ts';

/** Sentences that are told of an axis before its table alone goes on. */
const mostSentences = 24;
/** Comparisons that are told: the largest differences of exponents. */
const mostComparisons = 16;

/** Laws as people read them: each in a sentence, then what they rest on. */
export function lawText(of: LawsOfSweeps): string {
  const blocks = [
    of.sweeps.map(headOf).join('\n'),
    ...byAxis(of.laws).map(axisText),
    of.joint.map(jointText).join('\n'),
    comparisonsText(of.comparisons),
    promisesText(of.promises),
    notesOf(of).join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headOf({ folder, sweep, design, points, replications }: FittedSweep): string {
  const repeated = `${whole(replications)} ${replications === 1 ? 'replication' : 'replications'}`;
  return `${folder} · ${sweep}: ${design} design, ${whole(points)} points, ${repeated}`;
}

/** Laws of one sweep and axis, level by level of the others. */
function byAxis(laws: readonly SweptLaw[]): readonly (readonly SweptLaw[])[] {
  const groups = new Map<string, SweptLaw[]>();
  for (const law of laws) {
    const key = JSON.stringify([law.sweep, law.axis]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [law]);
    else group.push(law);
  }
  return [...groups.values()];
}

function axisText(laws: readonly SweptLaw[]): string {
  const [first] = laws;
  if (first === undefined) return '';
  const along = first.along.length === 0 ? '' : ` (with ${first.along.join(', ')})`;
  const counts = first.axisScale === null ? '' : `, counted in ${first.axisScale}`;
  const told = laws.slice(0, mostSentences).map((law) => `  ${law.reading}${placeText(law)}`);
  const left =
    laws.length > mostSentences ? [`  … and ${laws.length - mostSentences} in the table`] : [];
  return [`along ${first.axis}${along}${counts}`, ...told, ...left, lawTable(laws)].join('\n');
}

function placeText({ where }: { readonly where: readonly HeldLevel[] }): string {
  if (where.length === 0) return '';
  const levels = where.map(
    ({ axis, level, unit }) => `${axisWord({ axis, axisScale: null })} ${axisLevel(level, unit)}`,
  );
  return `, at ${levels.join(', ')}`;
}

function lawTable(laws: readonly SweptLaw[]): string {
  const rows = laws.map((each) => {
    const { law, metric, axisUnit } = each;
    const second = law.crossValidated[1];
    const size = (value: number) =>
      isShare(metric) ? `${figure(100 * value)} pt` : percent(value);
    const [own] = law.crossValidated;
    return [
      metric,
      placeText(each).replace(', at ', ''),
      law.holds ? law.form : 'none',
      law.holds ? elasticityText(law) : missing,
      size(law.residual),
      own === undefined ? '' : size(own.error),
      second === undefined ? '' : `${leastRival(each)}`,
      span(axisLevel(law.from, axisUnit), axisLevel(law.to, axisUnit)),
      whole(law.points),
    ];
  });
  const head = [
    'metric',
    'at',
    'form',
    'exponent',
    'error',
    'held out',
    'next best',
    'range',
    'points',
  ];
  return textTable(head, rows, [0, 1, 2, 6]);
}

/** The form that predicts points held out best, of those not chosen. */
function leastRival({ law, metric }: SweptLaw): string {
  const [, ...others] = law.crossValidated;
  const [best] = [...others].sort((a, b) => a.error - b.error);
  if (best === undefined) return '';
  const size = isShare(metric) ? `${figure(100 * best.error)} pt` : percent(best.error);
  return `${best.form} ${size}`;
}

function jointText({ sweep, metric, exponents, points, r2, residual }: JointLaw): string {
  const factors = exponents.map(
    ({ axis, exponent, interval }) =>
      `${axisWord({ axis, axisScale: null })}^${exponentText(exponent, interval)}`,
  );
  return `${sweep}: ${metricPhrase(metric)} goes as ${factors.join(' · ')} (all axes at once, ${whole(points)} points, R² ${r2.toFixed(2)}, error ${percent(residual)})`;
}

const shiftWords = {
  level: 'the level shifts, the slope does not',
  slope: 'the slope shifts, the level in the middle does not',
  both: 'level and slope shift',
  neither: 'the same law',
} as const;

function comparisonsText(comparisons: readonly LawComparison[]): string {
  if (comparisons.length === 0) return '';
  const told = [...comparisons]
    .sort((a, b) => Math.abs(b.slope) - Math.abs(a.slope))
    .slice(0, mostComparisons);
  const lines = told.map((each) => {
    const x = axisWord({ axis: each.axis, axisScale: null });
    const exponent = exponentText(each.slope, each.slopeInterval);
    return `  ${metricPhrase(each.metric)} against ${x}, ${each.b} beside ${each.a}${placeText(each)}: ${shiftWords[each.shift]} (exponent ${each.slope < 0 ? '' : '+'}${exponent}, level × ${figure(each.level)})`;
  });
  const left = comparisons.length - told.length;
  return ['side by side', ...lines, ...(left > 0 ? [`  … and ${left} more in --json`] : [])].join(
    '\n',
  );
}

function notesOf({ sweeps, warnings, laws }: LawsOfSweeps): readonly string[] {
  const skipped = sweeps.flatMap((sweep) =>
    sweep.skipped.map(({ axis, reason }) => `  no law along ${axis}: ${reason}`),
  );
  const single = laws.some(({ law }) => law.replications === 1)
    ? [
        '  note: one replication at each point; intervals are from the scatter of points about the form',
      ]
    : [];
  return [...skipped, ...warnings.map((warning) => `  note: ${warning}`), ...single];
}
