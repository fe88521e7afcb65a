import { dictionary, float64, int32, type TableSpec } from '../table.ts';

const nullable = { nullable: true } as const;

/** What `tailwatt law` writes: one row per parameter of a law, so that forms of one, two or three fit one table. */
export const lawsTable = {
  name: 'laws',
  description:
    'One parameter of one law that `tailwatt law` fitted to a sweep: a law is the rows with one `law`. x₀ is `reference`; exponents are in x itself. Of a design that moves all axes at once there are joint laws: a row for the level, whose axes are joined by “ · ” and whose range is NaN, and one for each exponent.',
  columns: [
    int32('law', 'Number of the law, from 0.'),
    dictionary('sweep', 'Name of the sweep, or its folder where two have one name.'),
    dictionary('metric', 'Column of sweep.arrow that the law is of.'),
    dictionary('axis', 'Path of the axis, or the figure, that x is.'),
    dictionary('axis_unit', 'SI unit of x; null where it counts something.', nullable),
    dictionary('place', 'Levels that the other axes keep, as JSON: [{axis, level, unit}].'),
    dictionary(
      'form',
      'Form chosen by cross-validation: constant, power, linear, logarithmic, capped, queueing, queueing-servers or saturating-power; of all axes at once joint-power.',
    ),
    dictionary('formula', 'The form with its parameters by name.'),
    dictionary('parameter', 'Name of the parameter in the formula.'),
    float64('value', 'The parameter: in the unit of the metric or of x, or an exponent.'),
    dictionary('unit', 'SI unit of value and interval; null for an exponent or a count.', nullable),
    float64('ci_low', 'Lower end of its 95 % interval; null where it is not told.', nullable),
    float64('ci_high', 'Upper end of its 95 % interval; null where it is not told.', nullable),
    dictionary(
      'interval_method',
      'Where the interval comes from: points (their scatter about the form), replications (a fit to each) or none.',
    ),
    float64(
      'exponent',
      'Exponent of the power law through the same points; null of shares.',
      nullable,
    ),
    float64('exponent_ci_low', 'Lower end of its 95 % interval.', nullable),
    float64('exponent_ci_high', 'Upper end of its 95 % interval.', nullable),
    float64(
      'above_one_p',
      'Chance of such an exponent or a larger one, were the true one 1 (one-sided t-test).',
      nullable,
    ),
    float64('reference', 'Middle of the range: x₀ of the formula.'),
    float64('range_from', 'Smallest x of the points.'),
    float64('range_to', 'Largest x of the points: beyond it nothing is known.'),
    float64(
      'residual',
      'Root mean square of the errors: a share of the value, in absolute terms for shares and where there are zeros.',
    ),
    float64(
      'held_out_residual',
      'The same at points that the form was not fitted to; NaN of a joint law.',
    ),
    float64(
      'r2',
      'Share of the variance that the form explains; null where there is none.',
      nullable,
    ),
    int32('points', 'Points behind the law.'),
    int32('replications', 'Replications of the point that has most.'),
  ],
} as const satisfies TableSpec;
