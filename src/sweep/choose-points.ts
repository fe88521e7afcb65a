import type { Issue } from '../scenario/issues.ts';
import { checkConstraint } from '../scenario/sweep-file/check-constraint.ts';
import type { Constraint, Senseless } from '../scenario/sweep-file/constraint.ts';
import { holds } from '../scenario/sweep-file/holds.ts';
import type { SweepFile } from '../scenario/sweep-file/sweep-file.ts';
import { termKey, termOf } from '../scenario/sweep-file/term.ts';
import { unknownWord } from '../scenario/sweep-file/unknown-word.ts';
import { type Column, createTermReader, designAxis, nodesOf, valuesAt } from './axis-columns.ts';
import { designs } from './design/index.ts';
import type { DesignInput, DesignPoint } from './design/port.ts';
import type { PlannedPoint } from './plan.ts';

/** What the sweep's design is made from; `seed` is the scenario's. */
export function designInput(sweep: SweepFile, seed: string): DesignInput {
  return {
    axes: sweep.axes.map(designAxis),
    samples: sweep.design.samples ?? 1,
    seed: sweep.design.seed ?? seed,
  };
}

type Judged =
  | { readonly constraints: readonly Constraint[] }
  | { readonly issues: readonly Issue[] };

/** Judges the constraints by the kinds of values that the axes have: they are returned as they are to be asked. */
export function judgeConstraints(
  { constraints, design }: SweepFile,
  columns: readonly Column[],
): Judged {
  const terms = columns.map(({ setting, own, dimension }) => {
    const written = nodesOf(setting).map((node) => termOf(node, dimension));
    return design.kind === 'one-at-a-time' ? [...written, termOf(own, dimension)] : written;
  });
  const wordsOf = (column: number) =>
    (terms[column] ?? []).flatMap((term) => (term.kind === 'word' ? [term.value] : []));
  const issues: Issue[] = [];
  const judged = constraints.map((constraint) => {
    const checked = checkConstraint(constraint.expression, (column) => terms[column] ?? []);
    const slip = 'type' in checked ? unknownWord(checked, wordsOf) : checked;
    if ('type' in checked && slip === null) return { ...constraint, expression: checked };
    if (slip !== null) issues.push(issueOf(constraint, slip));
    return constraint;
  });
  return issues.length > 0 ? { issues } : { constraints: judged };
}

export type Chosen =
  | {
      readonly points: readonly DesignPoint[];
      /** Points that had the values of an earlier one, and are left out. */
      readonly repeated: number;
    }
  | { readonly issues: readonly Issue[] };

/**
 * The points of the design that meet every constraint (as {@link judgeConstraints} returned them), in design order;
 * issues where none does. A point with the values of an earlier one is left out: it could only come to the same. Those
 * of a saltelli design all stay, because their places in it say what they are.
 */
export function choosePoints(
  { design }: SweepFile,
  constraints: readonly Constraint[],
  input: DesignInput,
  columns: readonly Column[],
): Chosen {
  const termsOf = createTermReader(columns);
  const points: DesignPoint[] = [];
  const seen = new Set<string>();
  const excluded = constraints.map(() => 0);
  let all = 0;
  let repeated = 0;
  for (const point of designs[design.kind].points(input)) {
    all += 1;
    const terms = termsOf(point);
    let meets = true;
    for (const [index, constraint] of constraints.entries()) {
      const met = holds(constraint.expression, terms);
      if (typeof met !== 'boolean') {
        return { issues: [issueOf(constraint, atPoint(met, columns, point))] };
      }
      if (met) continue;
      meets = false;
      excluded[index] = (excluded[index] ?? 0) + 1;
    }
    if (!meets) continue;
    const key = design.kind === 'saltelli' ? String(all) : terms.map(termKey).join();
    if (seen.has(key)) repeated += 1;
    else points.push(point);
    seen.add(key);
  }
  if (points.length > 0) return { points, repeated };
  return {
    issues: constraints.flatMap((constraint, index) => {
      const count = excluded[index] ?? 0;
      if (count === 0) return [];
      const message = `the constraints leave none of the ${all} points; this one excludes ${count}`;
      return [issueOf(constraint, { message, fix: 'loosen it, or widen the axes' })];
    }),
  };
}

/** Warnings about points that come to the same as earlier ones: those that were left out, and those that share their runs. */
export function repeatWarnings(
  { design }: SweepFile,
  repeated: number,
  points: readonly PlannedPoint[],
): readonly Issue[] {
  const warnings: Issue[] = [];
  const warn = (message: string, fix: string) =>
    warnings.push({ severity: 'warning', ...design.place, path: 'design', message, fix });
  if (repeated > 0) {
    warn(
      `${repeated} of ${points.length + repeated} points have the values of earlier ones and are left out`,
      design.samples === null ? 'nothing is lost' : 'take fewer samples, or more values',
    );
  }
  const sharing = points.length - new Set(points.map(({ id }) => id)).size;
  if (sharing > 0) {
    warn(
      `${sharing} of ${points.length} points compute the same as earlier ones, and share their runs`,
      design.kind === 'saltelli' ? 'the design needs them' : 'see whether an axis changes nothing',
    );
  }
  return warnings;
}

function issueOf({ text, place, index }: Constraint, { message, fix }: Senseless): Issue {
  return { severity: 'error', ...place, path: `constraints[${index}]`, value: text, message, fix };
}

function atPoint(
  { message, fix }: Senseless,
  columns: readonly Column[],
  point: DesignPoint,
): Senseless {
  return { message: `${message} (at the point with ${shownPoint(columns, point)})`, fix };
}

/** The values of a point, for messages. */
export function shownPoint(columns: readonly Column[], point: DesignPoint): string {
  const values = valuesAt(columns, point);
  return columns.map(({ path }, index) => `${path} = ${values[index]}`).join(', ');
}
