/** What a benchmark's export says of the engine that it measured; a key is absent where it says nothing. */
export interface Setting {
  /** Model, chip and engine as the export calls them. */
  readonly model?: string;
  readonly accelerator?: string;
  readonly engine?: string;
  readonly engineVersion?: string;
  readonly tensor?: number;
  readonly pipeline?: number;
  readonly data?: number;
  readonly expert?: number;
  readonly replicas?: number;
  /** Number formats as the export calls them. */
  readonly weights?: string;
  readonly kvCache?: string;
  readonly maxSequences?: number;
  readonly maxBatchedTokens?: number;
  readonly kvTokens?: number;
}

/** How requests came: so many at once, or at a rate, of which `burstiness` 1 is Poisson (the shape of gamma gaps). */
export type Load =
  | { readonly kind: 'closed-loop'; readonly concurrency: number }
  | { readonly kind: 'open'; readonly ratePerSecond: number; readonly burstiness: number };

/** Tokens of prompts or of answers: single ones, or a range drawn from evenly. */
export type Lengths =
  | { readonly kind: 'values'; readonly values: readonly number[] }
  | { readonly kind: 'uniform'; readonly min: number; readonly max: number }
  | { readonly kind: 'exponential'; readonly mean: number };

/** One request of an export; null where it does not say. */
export interface MeasuredRequest {
  /** Since the first one. */
  readonly arrivalSeconds: number | null;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly ttftSeconds: number | null;
  readonly tpotSeconds: number | null;
  readonly e2eSeconds: number | null;
}

/** Figures that rows are compared by. */
export const metricNames = ['ttft', 'tpot', 'e2e', 'throughput'] as const;
export type MetricName = (typeof metricNames)[number];

/** A measured figure, in seconds or output tokens per second, and which statistic of the requests it is. */
export interface MeasuredFigure {
  readonly value: number;
  readonly statistic: 'mean' | 'p50';
}

/** One benchmark run: a row of a table, a file, or one of a file's benchmarks. */
export interface MeasuredRow {
  /** As the export calls it; '' where it does not. */
  readonly id: string;
  readonly line: number;
  readonly setting: Setting;
  /** Null where requests bring their own arrivals, or nothing is said. */
  readonly load: Load | null;
  readonly promptTokens: Lengths | null;
  readonly outputTokens: Lengths | null;
  /** How many requests were sent; null where it is not said. */
  readonly requestCount: number | null;
  /** One by one; null where the export has sums only. */
  readonly requests: readonly MeasuredRequest[] | null;
  readonly figures: Readonly<Partial<Record<MetricName, MeasuredFigure>>>;
  /** Why the source distrusts the row; '' where it does not. */
  readonly suspect: string;
  /** Why the row cannot be used, where its reader knows; null else. */
  readonly unusable: string | null;
}

/** Something wrong in the text, with its place. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

/** What a file holds. */
export interface MeasuredText {
  readonly rows: readonly MeasuredRow[];
  readonly problems: readonly Problem[];
  /** What is worth knowing and stops nothing. */
  readonly notes: readonly string[];
}

/** A format of measured exports. */
export interface MeasuredFormat {
  readonly id: string;
  readonly describe: string;
  /** Whether a file is of this format, by its content. Judged in the registry's order. */
  matches(content: Content): boolean;
  read(content: Content): MeasuredText;
}

/** A file's text, and what it is as JSON where it is JSON. */
export interface Content {
  readonly text: string;
  /** The documents of a JSON file (one) or of JSON lines (one per line); null where the text is neither. */
  readonly documents: readonly JsonDocument[] | null;
}

export interface JsonDocument {
  readonly value: unknown;
  /** Line on which it begins. */
  readonly line: number;
  readonly text: string;
}

/** A row without anything said. */
export const emptyRow: MeasuredRow = {
  id: '',
  line: 1,
  setting: {},
  load: null,
  promptTokens: null,
  outputTokens: null,
  requestCount: null,
  requests: null,
  figures: {},
  suspect: '',
  unusable: null,
};
