import { engineProfiles } from '../catalog/index.ts';
import type { EngineProfile } from '../physics/engine-profile.ts';
import { coefficients, valuesOfProfile } from './coefficients.ts';
import { crossValidate, foldsOf, type HeldOutErrors, modelsLeftOut } from './cross-validation.ts';
import { type ErrorFigures, errorFigures } from './errors.ts';
import { type Identified, identify } from './identify.ts';
import { type IntervalMethod, intervalsOf } from './intervals.ts';
import {
  huberWeights,
  type LeastSquaresProblem,
  type Linearised,
  leastSquares,
  linearise,
  spreads,
} from './least-squares.ts';
import { type MetricName, metricNames } from './measured/port.ts';
import { Plays } from './plays.ts';
import { Skip } from './skip.ts';
import { type LeftOut, type Predicted, predict, profileOfValues, type Target } from './targets.ts';

/** A coefficient after the fit. */
export interface FittedCoefficient {
  readonly name: (typeof coefficients)[number]['name'];
  readonly unit: 'seconds' | 'share';
  readonly base: number;
  readonly value: number;
  /** 95 %; null where it is held. */
  readonly interval: readonly [low: number, high: number] | null;
  /** Why it is held at the base's figure; null where it was fitted. */
  readonly held: string | null;
  /** Whether it ended at a bound that physics sets. */
  readonly atBound: boolean;
}

/** Errors of one metric, before and after, on rows that were fitted and on rows that were not. */
export interface MetricErrors {
  readonly metric: MetricName;
  /** False where the metric is reported, and no part of what is minimised. */
  readonly fitted: boolean;
  readonly before: ErrorFigures;
  readonly after: ErrorFigures;
  /** Each row by a fit without its group; null with fewer than two groups. */
  readonly heldOut: ErrorFigures | null;
  /** Each row by a fit without its model; null with one model. */
  readonly modelLeftOut: ErrorFigures | null;
}

export interface Calibration {
  readonly base: string;
  readonly coefficients: readonly FittedCoefficient[];
  readonly errors: readonly MetricErrors[];
  readonly rows: number;
  readonly groups: number;
  readonly folds: number;
  readonly models: readonly string[];
  readonly intervalMethod: IntervalMethod;
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
  readonly targets: readonly Target[];
}

/** What is told while a fit goes on. */
export type CalibrationProgress = (message: string) => void;

/**
 * Fits the coefficients of an engine profile to measured rows: each is played by the simulator, and the squares of
 * log(predicted ÷ measured), under Huber's loss, are made least within bounds. What the rows cannot determine is held at
 * the base's figure. Errors are given before and after, and on rows that a fit had not seen: by folds over groups of
 * (model, chip, load), and without each model. Rows that cannot be played at all are left out, with the reason.
 */
export function calibrate(
  candidates: readonly Target[],
  baseId: keyof typeof engineProfiles,
  progress: CalibrationProgress = () => {},
): Calibration {
  const base: EngineProfile = engineProfiles[baseId];
  const { targets, before, leftOut } = playable(candidates, baseId, valuesOfProfile(base));
  if (targets.length === 0) {
    return emptyCalibration(baseId, base, leftOut);
  }
  progress(`${targets.length} rows can be played; looking at what they determine`);
  const plays = new Plays(targets, baseId);
  const problem = problemOf(plays, valuesOfProfile(base));
  const { fitted, identified, point } = fitIdentified(problem, progress);
  progress('errors on rows that were not fitted');
  const folds = foldsOf(targets);
  const whole = { fitted, free: identified.free, targets, plays, start: point };
  const heldOut = folds.length < 2 ? null : crossValidate(whole, folds, problem);
  const byModel = modelsLeftOut(targets);
  const withoutModel = byModel.length < 2 ? null : crossValidate(whole, byModel, problem);
  const { intervals, method } = intervalsOf(
    fitted,
    identified.free,
    problem,
    targets,
    plays.owners,
  );
  const values = coefficients.map(({ name, unit, lower, upper }, index): FittedCoefficient => {
    const held = identified.held.find((each) => each.index === index)?.reason ?? null;
    const value = held === null ? (fitted.point[index] ?? 0) : base[name];
    const atBound = held === null && (value <= lower || value >= upper);
    const interval = held === null ? (intervals.get(index) ?? null) : null;
    return { name, unit, base: base[name], value, interval, held, atBound };
  });
  const after = plays.predictions(fitted.point);
  const errors = errorsOf(targets, before, after, heldOut, withoutModel);
  return {
    base: baseId,
    coefficients: values,
    errors,
    rows: targets.length,
    groups: new Set(targets.map(({ group }) => group)).size,
    folds: folds.length,
    models: [...new Set(targets.map(({ model }) => model))].sort(),
    intervalMethod: method,
    leftOut,
    warnings: [...warningsOf(values, targets, folds.length), ...noBetter(errors)],
    targets,
  };
}

function problemOf(plays: Plays, start: readonly number[]): LeastSquaresProblem {
  return {
    start,
    scale: coefficients.map(({ scale }) => scale),
    lower: coefficients.map(({ lower }) => lower),
    upper: coefficients.map(({ upper }) => upper),
    kinds: plays.owners.map(({ metric }) => metric),
    residuals: (point) => plays.residuals(point),
  };
}

function playable(candidates: readonly Target[], base: string, point: readonly number[]) {
  const targets: Target[] = [];
  const before: Predicted[] = [];
  const leftOut: LeftOut[] = [];
  for (const target of candidates) {
    try {
      before.push(predict(target, profileOfValues(base, point)));
      targets.push(target);
    } catch (error) {
      if (!(error instanceof Skip)) throw error;
      leftOut.push({ place: target.place, reason: error.message });
    }
  }
  return { targets, before, leftOut };
}

const names = coefficients.map(({ name }) => name);
const everything = [...coefficients.keys()];

/** The fit of what the rows determine: judged at the base, and once more where the fit ended. */
function fitIdentified(problem: LeastSquaresProblem, progress: CalibrationProgress) {
  const residuals = problem.residuals(problem.start);
  const atBase = linearise(problem, problem.start, residuals, everything);
  const first = judge(atBase, everything, problem);
  progress(`fitting ${first.free.map((index) => names[index]).join(', ') || 'nothing'}`);
  const fitted = leastSquares(problem, first.free, columnsOf(atBase, first.free, everything));
  const again = judge(fitted, first.free, problem);
  if (again.held.length === 0) return { fitted, identified: first, point: problem.start };
  progress(`fitting again without ${again.held.map(({ index }) => names[index]).join(', ')}`);
  const point = fitted.point.map((value, index) =>
    again.free.includes(index) ? value : (problem.start[index] ?? value),
  );
  const here = linearise(problem, point, problem.residuals(point), again.free);
  return {
    fitted: leastSquares(problem, again.free, here),
    identified: { free: again.free, held: [...first.held, ...again.held] },
    point: problem.start,
  };
}

function judge(
  { residuals, jacobian }: Linearised,
  indices: readonly number[],
  { kinds }: LeastSquaresProblem,
): Identified {
  const weights = huberWeights(residuals, kinds, spreads(residuals, kinds));
  return identify(jacobian, indices, names, weights);
}

function columnsOf(
  { point, residuals, jacobian }: Linearised,
  wanted: readonly number[],
  all: readonly number[],
): Linearised {
  const columns = wanted.map((index) => all.indexOf(index));
  return { point, residuals, jacobian: jacobian.subMatrixColumn([...columns]) };
}

function errorsOf(
  targets: readonly Target[],
  before: readonly Predicted[],
  after: readonly Predicted[],
  heldOut: HeldOutErrors | null,
  withoutModel: HeldOutErrors | null,
): readonly MetricErrors[] {
  return metricNames.flatMap((metric): MetricErrors[] => {
    const over = (predictions: readonly (Predicted | undefined)[]) =>
      errorFigures(
        targets.flatMap(({ measured }, index) => {
          const value = predictions[index]?.[metric];
          const truth = measured[metric]?.value;
          return value === undefined || truth === undefined ? [] : [value / truth - 1];
        }),
      );
    if (!targets.some(({ measured }) => measured[metric] !== undefined)) return [];
    return [
      {
        metric,
        fitted: targets.some(({ fitted }) => fitted.includes(metric)),
        before: over(before),
        after: over(after),
        heldOut: heldOut === null ? null : over(heldOut),
        modelLeftOut: withoutModel === null ? null : over(withoutModel),
      },
    ];
  });
}

function warningsOf(
  values: readonly FittedCoefficient[],
  targets: readonly Target[],
  folds: number,
): readonly string[] {
  const warnings = values.flatMap(({ name, held, interval, value, base, atBound }) => {
    if (held !== null) return [`${name} is held at the base's figure: ${held}`];
    const wide = interval !== null && interval[1] - interval[0] > 2 * Math.max(value, base);
    return [
      ...(atBound
        ? [
            `${name} ended at the bound that physics sets: the rows would not move it away, or take it further`,
          ]
        : []),
      ...(wide ? [`${name} is hardly determined: its interval is wider than twice its value`] : []),
    ];
  });
  const few =
    folds < 2 ? ['all rows are of one group: no error on rows that were not fitted is known'] : [];
  const free = values.filter(({ held }) => held === null).length;
  const residuals = targets.reduce((sum, { fitted }) => sum + fitted.length, 0);
  const thin =
    residuals < 3 * free
      ? [`${residuals} measured figures for ${free} coefficients are few: measure more settings`]
      : [];
  return [...warnings, ...few, ...thin];
}

/** Says of which metrics the fit is no better than its base, on rows that it did not see. */
function noBetter(errors: readonly MetricErrors[]): readonly string[] {
  return errors.flatMap(({ metric, fitted, before, heldOut, modelLeftOut }) => {
    const worse = (other: ErrorFigures | null) =>
      fitted && (other?.medianApe ?? 0) > (before.medianApe ?? 0);
    return [
      ...(worse(heldOut)
        ? [`${metric}: on rows that were not fitted the base is as good or better`]
        : []),
      ...(worse(modelLeftOut)
        ? [`${metric}: for a model that was not fitted the base is as good or better`]
        : []),
    ];
  });
}

function emptyCalibration(
  base: string,
  profile: EngineProfile,
  leftOut: readonly LeftOut[],
): Calibration {
  const held = 'no row can be played';
  return {
    base,
    coefficients: coefficients.map(({ name, unit }) => {
      const value = profile[name];
      return { name, unit, base: value, value, interval: null, held, atBound: false };
    }),
    errors: [],
    rows: 0,
    groups: 0,
    folds: 0,
    models: [],
    intervalMethod: 'none',
    leftOut,
    warnings: [],
    targets: [],
  };
}
