/** Where a series lies, in units of its middle: what forms with a pole start and stay clear of. */
export interface Frame {
  readonly least: number;
  readonly most: number;
}

/** What a parameter is measured in: the metric, the axis, or nothing. */
export type Measure = 'metric' | 'axis' | 'none';

export interface FormParameter {
  readonly name: string;
  readonly measure: Measure;
  /** What the fitted number stands for, in units of the middle of the series; it never falls. The number itself by default. */
  value?(fitted: number, frame: Frame): number;
  /** Whether it is a value that the metric takes or comes up against: never negative where no point is. */
  readonly isReached?: true;
  /** The fitted number's range; without end by default. */
  readonly lower?: number;
  readonly upper?: number;
}

/** A functional form, in u = x ÷ x₀ and v = y ÷ y₀, where (x₀, y₀) is the middle of the series. */
export interface Form {
  readonly formula: string;
  readonly parameters: readonly FormParameter[];
  /** Which parameter says how fast it grows, as an exponent of x; none by default. */
  readonly exponent?: string;
  /** Takes x > 0 only. */
  readonly positive?: boolean;
  /** Made for times that grow with a load; told of latencies only. */
  readonly latency?: boolean;
  at(parameters: readonly number[], u: number, frame: Frame): number;
  /** Whether the points determine what the form is for; always by default. */
  isApt?(
    parameters: readonly number[],
    series: readonly (readonly [u: number, v: number])[],
  ): boolean;
  /** Points from which a fit is tried. */
  starts(series: readonly (readonly [u: number, v: number])[]): readonly (readonly number[])[];
}

const metric = (name: string): FormParameter => ({ name, measure: 'metric' });
const reached = (name: string): FormParameter => ({ name, measure: 'metric', isReached: true });
const first = (values: readonly number[], at: number) => values[at] ?? 0;

/** Slope of the straight line through the ends. */
function rise(series: readonly (readonly [number, number])[]): number {
  const [low, high] = [series[0], series.at(-1)];
  if (low === undefined || high === undefined || high[0] === low[0]) return 0;
  return (high[1] - low[1]) / (high[0] - low[0]);
}

/** How far from its pole a series may end: from a thousandth of x to a thousand times it. */
const nearest = -7;
const farthest = 7;
/** A pole at the end of its range is nowhere: the points do not bend towards it. */
const isPoleNear = (margin: number) => margin > nearest + 0.01 && margin < farthest - 0.01;

/**
 * The forms that are compared, simplest first. The sources of their use: power laws of scaling (J. Kaplan et al. 2020, arXiv
 * 2001.08361), with a limit (J. Hoffmann et al. 2022, arXiv 2203.15556), straight in log x for accuracy against compute
 * (science of o1-like curves), and the pole of a queue (L. Kleinrock, Queueing systems I, 1975: M/M/1 and processor sharing).
 */
export const forms = {
  constant: {
    formula: 'y = level',
    parameters: [reached('level')],
    at: (p) => first(p, 0),
    starts: () => [[1]],
  },
  power: {
    formula: 'y = level · (x ÷ x₀)^exponent',
    parameters: [
      { name: 'level', measure: 'metric', value: Math.exp },
      { name: 'exponent', measure: 'none', lower: -8, upper: 8 },
    ],
    exponent: 'exponent',
    positive: true,
    at: (p, u) => Math.exp(first(p, 0) + first(p, 1) * Math.log(u)),
    starts: () => [[0, 0]],
  },
  linear: {
    formula: 'y = intercept + slope · x ÷ x₀',
    parameters: [metric('intercept'), metric('slope')],
    at: (p, u) => first(p, 0) + first(p, 1) * u,
    starts: (series) => [[1 - rise(series), rise(series)]],
  },
  logarithmic: {
    formula: 'y = level + perDoubling · log2(x ÷ x₀)',
    parameters: [reached('level'), metric('perDoubling')],
    positive: true,
    at: (p, u) => first(p, 0) + first(p, 1) * Math.log2(u),
    starts: (series) => [[1, rise(series) * Math.LN2]],
  },
  capped: {
    formula: 'y = min(slope · x ÷ x₀, ceiling)',
    parameters: [metric('slope'), reached('ceiling')],
    positive: true,
    at: (p, u) => Math.min(first(p, 0) * u, first(p, 1)),
    // With one point on a side of its bend, that side goes through it wherever the bend is: it would be a guess.
    isApt: (p, series) => {
      const below = series.filter(([u]) => u < first(p, 1) / first(p, 0)).length;
      return below >= 2 && series.length - below >= 2;
    },
    starts: (series) => {
      const slope = (series[0]?.[1] ?? 1) / (series[0]?.[0] ?? 1);
      return series.slice(1, -1).map(([, v]) => [slope, v]);
    },
  },
  queueing: {
    formula: 'y = unloaded ÷ (1 − x ÷ capacity)',
    parameters: [
      reached('unloaded'),
      {
        name: 'capacity',
        measure: 'axis',
        value: (fitted, { most }) => most * (1 + Math.exp(fitted)),
        lower: nearest,
        upper: farthest,
      },
    ],
    positive: true,
    latency: true,
    at: (p, u, { most }) => first(p, 0) / (1 - u / (most * (1 + Math.exp(first(p, 1))))),
    isApt: (p) => isPoleNear(first(p, 1)),
    starts: (series) => [-3, -1, 1].map((margin) => [(series[0]?.[1] ?? 1) / 2, margin]),
  },
  'queueing-servers': {
    formula: 'y = unloaded ÷ (1 − least ÷ x)',
    parameters: [
      reached('unloaded'),
      {
        name: 'least',
        measure: 'axis',
        value: (fitted, { least }) => least / (1 + Math.exp(-fitted)),
        lower: nearest,
        upper: farthest,
      },
    ],
    positive: true,
    latency: true,
    at: (p, u, { least }) => first(p, 0) / (1 - least / (1 + Math.exp(-first(p, 1))) / u),
    isApt: (p) => isPoleNear(first(p, 1)),
    starts: (series) => [-1, 1, 3].map((margin) => [series.at(-1)?.[1] ?? 1, margin]),
  },
  'saturating-power': {
    formula: 'y = limit + gap · (x ÷ x₀)^−decay',
    parameters: [
      reached('limit'),
      metric('gap'),
      { name: 'decay', measure: 'none', lower: 0.1, upper: 6 },
    ],
    exponent: 'decay',
    positive: true,
    at: (p, u) => first(p, 0) + first(p, 1) * u ** -first(p, 2),
    starts: (series) => {
      const last = series.at(-1)?.[1] ?? 1;
      const way = last - (series[0]?.[1] ?? 1);
      return [0.3, 1, 2].map((decay) => [last + 0.2 * way, 1 - (last + 0.2 * way), decay]);
    },
  },
} as const satisfies Readonly<Record<string, Form>>;
export type FormId = keyof typeof forms;

export const formIds = Object.keys(forms) as FormId[];

/** A form by its name, with all that any of them may have. */
export const formOf = (id: FormId): Form => forms[id];
