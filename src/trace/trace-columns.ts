import type { TraceRows } from './port.ts';

const firstCapacity = 1024;

/** A trace while it is read: typed columns that double as they fill. Arrivals are in units of the format, exact. */
export class TraceColumns {
  length = 0;
  /** Rows whose arrival lies before an earlier row's. */
  unsorted = 0;
  maxOutputTokens = 0;
  readonly #optional: readonly OptionalColumn[];
  #latest = Number.NEGATIVE_INFINITY;
  #arrival: Float64Array = new Float64Array(firstCapacity);
  #prompt: Int32Array = new Int32Array(firstCapacity);
  #output: Int32Array = new Int32Array(firstCapacity);
  readonly #more: OptionalValues[];

  /** @param optional The columns that the file has beyond the three of every trace. */
  constructor(optional: readonly OptionalColumn[]) {
    this.#optional = optional;
    this.#more = optional.map((name) => emptyColumn(name, firstCapacity));
  }

  /** Appends a row; `more` holds the optional columns in the order of the constructor. */
  push(arrival: number, prompt: number, output: number, more: ArrayLike<number>): void {
    const row = this.length;
    if (row === this.#arrival.length) this.#grow();
    this.#arrival[row] = arrival;
    this.#prompt[row] = prompt;
    this.#output[row] = output;
    for (let i = 0; i < this.#more.length; i++) this.#more[i]![row] = more[i] ?? -1;
    this.length = row + 1;
    if (arrival < this.#latest) this.unsorted++;
    else this.#latest = arrival;
    if (output > this.maxOutputTokens) this.maxOutputTokens = output;
  }

  /**
   * The rows in order of arrival (rows of one instant as they came), in seconds since `origin`: by default the earliest
   * row. Differences are taken in the format's units and divided once, so that integer clocks lose no digit.
   */
  toRows(unitsPerSecond: number, origin?: number): TraceRows {
    const order = this.unsorted > 0 ? this.#orderOfArrival() : null;
    const arrivalSeconds = takeFloats(this.#arrival, this.length, order);
    const from = origin ?? arrivalSeconds[0] ?? 0;
    for (let i = 0; i < arrivalSeconds.length; i++) {
      arrivalSeconds[i] = ((arrivalSeconds[i] as number) - from) / unitsPerSecond;
    }
    const more: Partial<Record<OptionalColumn, OptionalValues>> = {};
    this.#optional.forEach((name, i) => {
      const column = this.#more[i]!;
      more[name] =
        column instanceof Float64Array
          ? takeFloats(column, this.length, order)
          : takeIntegers(column, this.length, order);
    });
    return {
      length: this.length,
      arrivalSeconds,
      promptTokens: takeIntegers(this.#prompt, this.length, order),
      outputTokens: takeIntegers(this.#output, this.length, order),
      ...(more as Pick<TraceRows, OptionalColumn>),
    };
  }

  #orderOfArrival(): Uint32Array {
    const arrival = this.#arrival;
    const order = new Uint32Array(this.length);
    for (let i = 0; i < order.length; i++) order[i] = i;
    return order.sort((a, b) => (arrival[a] as number) - (arrival[b] as number) || a - b);
  }

  #grow(): void {
    const capacity = this.#arrival.length * 2;
    const arrival = new Float64Array(capacity);
    arrival.set(this.#arrival);
    this.#arrival = arrival;
    this.#prompt = grownIntegers(this.#prompt, capacity);
    this.#output = grownIntegers(this.#output, capacity);
    for (let i = 0; i < this.#more.length; i++) {
      const grown = emptyColumn(this.#optional[i]!, capacity);
      grown.set(this.#more[i]!);
      this.#more[i] = grown;
    }
  }
}

/** Columns that a trace may have beyond arrival, prompt and output. */
export const optionalColumns = [
  'maxTokens',
  'priority',
  'tenant',
  'workload',
  'session',
  'content',
  'prefixTokens',
  'deadlineSeconds',
] as const;
export type OptionalColumn = (typeof optionalColumns)[number];

type OptionalValues = Int32Array | Float64Array;

function emptyColumn(name: OptionalColumn, capacity: number): OptionalValues {
  return name === 'deadlineSeconds' ? new Float64Array(capacity) : new Int32Array(capacity);
}

/** The optional columns that rows have, each as `take` makes it from the one that is there. */
export function mapOptional(
  rows: TraceRows,
  take: <T extends OptionalValues>(column: T) => T,
): Partial<Pick<TraceRows, OptionalColumn>> {
  const taken: Partial<Record<OptionalColumn, OptionalValues>> = {};
  for (const name of optionalColumns) {
    const column = rows[name];
    if (column !== undefined) taken[name] = take<OptionalValues>(column);
  }
  return taken as Partial<Pick<TraceRows, OptionalColumn>>;
}

function grownIntegers(column: Int32Array, capacity: number): Int32Array {
  const grown = new Int32Array(capacity);
  grown.set(column);
  return grown;
}

function takeFloats(column: Float64Array, length: number, order: Uint32Array | null): Float64Array {
  if (order === null) return column.slice(0, length);
  const taken = new Float64Array(length);
  for (let i = 0; i < length; i++) taken[i] = column[order[i] as number] as number;
  return taken;
}

function takeIntegers(column: Int32Array, length: number, order: Uint32Array | null): Int32Array {
  if (order === null) return column.slice(0, length);
  const taken = new Int32Array(length);
  for (let i = 0; i < length; i++) taken[i] = column[order[i] as number] as number;
  return taken;
}
