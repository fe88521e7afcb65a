import type { RequestRow } from './port.ts';

/** The six parts of latency, which sum to e2e. */
export const latencyParts = [
  'host',
  'queue',
  'prefill',
  'decode',
  'preempted',
  'transfer',
] as const;
export type LatencyPart = (typeof latencyParts)[number];

export interface SlowestRequests {
  /** How many requests, possibly with a fraction of one: the share asked for × those accepted. */
  readonly count: number;
  /** They took at least this long, to within 1 %. */
  readonly e2eSeconds: number;
  /** Their summed seconds per part. */
  readonly seconds: Readonly<Record<LatencyPart, number>>;
}

/** Bins are this much wider, one by one: e2e is resolved to 1 %. */
const LOG_STEP = Math.log(1.01);
const SMALLEST_SECONDS = 1e-6;
/** Up to 1e-6 · 1.01^3400 ≈ 5e8 s; anything longer shares the last bin. */
const BINS = 3400;
const COUNT = latencyParts.length;
const WIDTH = COUNT + 1;

/**
 * Where requests spent their time, by how long they took: one bin per percent of e2e with the count and the summed
 * parts. The slowest share of any size can be asked for at the end, in 190 kB, without keeping a request.
 */
export class LatencyPartsByE2e {
  readonly #bins = new Float64Array(BINS * WIDTH);
  #count = 0;

  accept(row: Readonly<RequestRow>): void {
    const step = Math.ceil(Math.log(row.e2eSeconds / SMALLEST_SECONDS) / LOG_STEP);
    const bin = step < 0 ? 0 : step >= BINS ? BINS - 1 : step;
    const bins = this.#bins;
    const at = bin * WIDTH;
    bins[at] = bins[at]! + row.hostSeconds;
    bins[at + 1] = bins[at + 1]! + row.queueSeconds;
    bins[at + 2] = bins[at + 2]! + row.prefillSeconds;
    bins[at + 3] = bins[at + 3]! + row.decodeSeconds;
    bins[at + 4] = bins[at + 4]! + row.preemptedSeconds;
    bins[at + 5] = bins[at + 5]! + row.transferSeconds;
    bins[at + COUNT] = bins[at + COUNT]! + 1;
    this.#count += 1;
  }

  /** The slowest `share` of the requests; the bin on its edge counts in proportion. Null when nothing was accepted. */
  slowest(share: number): SlowestRequests | null {
    if (this.#count === 0) return null;
    const wanted = share * this.#count;
    const sums = new Float64Array(COUNT);
    let taken = 0;
    let bin = BINS;
    while (taken < wanted && bin > 0) {
      bin -= 1;
      const inBin = this.#bins[bin * WIDTH + COUNT]!;
      if (inBin === 0) continue;
      const part = Math.min(1, (wanted - taken) / inBin);
      for (let i = 0; i < COUNT; i += 1) sums[i]! += part * this.#bins[bin * WIDTH + i]!;
      taken += part * inBin;
    }
    const [host, queue, prefill, decode, preempted, transfer] = sums as unknown as Six;
    return {
      count: taken,
      e2eSeconds: SMALLEST_SECONDS * Math.exp((bin - 1) * LOG_STEP),
      seconds: { host, queue, prefill, decode, preempted, transfer },
    };
  }
}

type Six = readonly [number, number, number, number, number, number];
