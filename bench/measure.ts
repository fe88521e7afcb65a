import { type ChildProcess, fork } from 'node:child_process';
import { quantileSorted } from 'simple-statistics';
import { bundledWorker } from './bundled-worker.ts';
import type { Job } from './job.ts';
import type { Sample, WorkerMessage } from './worker.ts';

/** A process of its own per job: no job warms up, or spoils, the machine code and the heap of another. */
class Bencher {
  readonly #child: ChildProcess;

  constructor(worker: string, job: Job) {
    // without the loader that runs TypeScript here; and V8 is not to tidy up while a worker waits for its turn: it throws
    // away machine code for objects of which there are none by then, and the next run would make it anew
    this.#child = fork(worker, { execArgv: ['--no-memory-reducer'] });
    this.#send({ job });
  }

  run(atLeastSeconds = 0): Promise<Sample> {
    return new Promise((resolve, reject) => {
      const child = this.#child;
      const onExit = (code: number | null) => reject(new Error(`a worker ended with ${code}`));
      child.once('exit', onExit);
      child.once('message', (sample) => {
        child.off('exit', onExit);
        resolve(sample as Sample);
      });
      this.#send({ atLeastSeconds });
    });
  }

  stop(): void {
    this.#child.disconnect();
  }

  #send(message: WorkerMessage): void {
    this.#child.send(message);
  }
}

/**
 * User CPU time after which V8 has compiled what is hot: the engine's own, in which calls of a vote go from 30 to 10 µs over the
 * first 4.5 s (and of the 10,000 calls of one request from 120 to 12 over 2 s), half of it in V8's compiler.
 */
const fullWarmUpSeconds = 5;
/** The least user CPU time of a sample: the clock of CPU time is too coarse for less. */
const sampleSeconds = 0.25;

/** The runs of one job, in the order in which they were made. */
export interface Measured {
  /** The first run of the process, once, which pays for compiling the engine's machine code. */
  readonly first: Sample;
  /** After the warm-up: sample i of every job was made side by side with sample i of the others. */
  readonly samples: readonly Sample[];
  readonly peakBytes: number;
}

/**
 * Runs jobs in turns, one at a time: first each once, then to warm up, then `rounds` rounds, forwards and backwards by
 * turns.
 * So whatever slows the machine down for a while slows all jobs down alike, and a ratio within a round stays good.
 */
export async function measure<Name extends string>(
  jobs: Readonly<Record<Name, Job>>,
  rounds: number,
  warmUpSeconds = fullWarmUpSeconds,
): Promise<Record<Name, Measured>> {
  const names = Object.keys(jobs) as Name[];
  const worker = await bundledWorker();
  const running = names.map((name) => ({
    bencher: new Bencher(worker, jobs[name]),
    samples: [] as Sample[],
  }));
  try {
    for (const { bencher, samples } of running) {
      const first = await bencher.run();
      samples.push(first);
      if (first.userSeconds < warmUpSeconds) await bencher.run(warmUpSeconds - first.userSeconds);
    }
    for (let round = 0; round < rounds; round++) {
      const order = round % 2 === 0 ? running : [...running].reverse();
      for (const { bencher, samples } of order) samples.push(await bencher.run(sampleSeconds));
    }
  } finally {
    for (const { bencher } of running) bencher.stop();
  }
  const measured = {} as Record<Name, Measured>;
  for (const [i, { samples }] of running.entries()) {
    const [first, ...rest] = samples;
    measured[names[i]!] = { first: first!, samples: rest, peakBytes: samples.at(-1)!.peakBytes };
  }
  return measured;
}

/** Runs a job once in a fresh process: for its memory, or for facts that do not depend on time. */
export async function measureOnce(job: Job): Promise<Sample> {
  const bencher = new Bencher(await bundledWorker(), job);
  try {
    return await bencher.run();
  } finally {
    bencher.stop();
  }
}

export function median(values: readonly number[]): number {
  return quantileSorted(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}

export const userSecondsPerRequest = (sample: Sample): number =>
  sample.userSeconds / sample.requests;
export const userSecondsPerEvent = (sample: Sample): number => sample.userSeconds / sample.events;

export function medianOf(measured: Measured, cost: (sample: Sample) => number): number {
  return median(measured.samples.map(cost));
}

/** Median over rounds of what one job cost ÷ what the other cost in the same round. */
export function medianRatio(
  numerator: Measured,
  denominator: Measured,
  cost: (sample: Sample) => number,
): number {
  return median(numerator.samples.map((s, i) => cost(s) / cost(denominator.samples[i]!)));
}
