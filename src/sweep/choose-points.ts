import type { Issue } from '../scenario/issues.ts';
import { type Constraint, holds } from '../scenario/sweep-file/constraint.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { type Column, designAxis, valuesAt } from './axis-columns.ts';
import { designs } from './design/index.ts';
import type { DesignInput, DesignPoint } from './design/port.ts';

/** What the sweep's design is made from; `seed` is the scenario's. */
export function designInput(sweep: SweepFile, seed: string): DesignInput {
  return {
    axes: sweep.axes.map(designAxis),
    samples: sweep.design.samples ?? 1,
    seed: sweep.design.seed ?? seed,
  };
}

type Chosen = { readonly points: readonly DesignPoint[] } | { readonly issues: readonly Issue[] };

/** The points of the design that meet every constraint, in design order; issues where none does. */
export function choosePoints(
  { design, constraints }: SweepFile,
  input: DesignInput,
  columns: readonly Column[],
): Chosen {
  const points: DesignPoint[] = [];
  const excluded = constraints.map(() => 0);
  let all = 0;
  for (const point of designs[design.kind].points(input)) {
    all += 1;
    const values = valuesAt(columns, point);
    let meets = true;
    for (const [index, constraint] of constraints.entries()) {
      const met = holds(constraint, values);
      if (typeof met === 'string') return { issues: [senseless(constraint, met)] };
      if (met) continue;
      meets = false;
      excluded[index] = (excluded[index] ?? 0) + 1;
    }
    if (meets) points.push(point);
  }
  if (points.length > 0) return { points };
  return {
    issues: constraints.map(({ text, place }, index): Issue => {
      const message = `the constraints leave none of the ${all} points; this one excludes ${excluded[index]}`;
      const fix = 'loosen it, or widen the axes';
      const path = `constraints[${index}]`;
      return { severity: 'error', ...place, path, value: text, message, fix };
    }),
  };
}

function senseless({ text, place }: Constraint, message: string): Issue {
  const fix = 'compare numbers with numbers and words with words';
  return { severity: 'error', ...place, path: 'constraints', value: text, message, fix };
}
