import { mser5 } from '../base/mser.ts';
import type { CompiledHorizon, CompiledScenario } from '../compile/compiled.ts';
import { createRun } from '../engine/run.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder, RequestRow } from '../record/port.ts';
import type { Horizon } from '../scenario/scenario.ts';
import { isOverloaded } from '../summary/overload.ts';
import { driveRun, type TraceFeed } from './drive.ts';

/**
 * Pilot runs whose mean MSER-5 is given: five, as K. Hoad et al. take by default (source in base/mser.ts). A single one
 * of a queue wanders so much that what is found in it is chance rather than its beginning.
 */
const pilots = 5;

/** Share that is left out where pilot runs tell nothing: the default of the key (contract, section 5). */
const defaultShare = 0.1;

export interface WarmupInput {
  readonly warmup: Horizon['warmup'];
  readonly compiled: CompiledScenario;
  readonly feeds: readonly TraceFeed[];
  /** Cuts the pilot runs short. */
  readonly signal?: AbortSignal | undefined;
  /** Called now and then while pilot runs are made. */
  readonly onSlice?: (() => void) | undefined;
}

/** A scenario whose warm-up is a number, with what there is to say of how it was found. */
export interface SettledWarmup {
  readonly compiled: CompiledScenario;
  readonly notes: readonly string[];
}

/**
 * Finds the warm-up of a scenario that leaves it to MSER-5: pilot runs show how long the time in the system of the
 * requests, in order of arrival, is still that of a system that has just begun. What they find depends on the scenario
 * and its seed alone, and is the same for every replication. Other warm-ups are left as they are.
 *
 * The pilot runs have random streams of their own. Were a run itself cut where MSER-5 finds it calm, its busy hours
 * would be left out rather than its beginning: the mean of M/M/1 at 90 % would be further from the truth than without
 * any warm-up. Where a system is overloaded there is no steady state to wait for, and the default share is left out.
 */
export async function settleWarmup(input: WarmupInput): Promise<SettledWarmup> {
  const { warmup, compiled } = input;
  if (warmup.kind !== 'mser-5') return { compiled, notes: [] };
  const { horizon, note } = await findWarmup(input);
  return {
    compiled: { ...compiled, horizon: { ...compiled.horizon, ...horizon } },
    notes: [`warm-up by MSER-5: ${note}`],
  };
}

interface Found {
  readonly horizon: Pick<CompiledHorizon, 'warmupRequests' | 'warmupSeconds'>;
  readonly note: string;
}

async function findWarmup(input: WarmupInput): Promise<Found> {
  const { compiled, feeds, signal } = input;
  const scenario = pilotScenario(compiled);
  const mean = new MeanSojourns();
  // all replays of a trace are alike
  const runs = compiled.workloads.every(isReplay) ? 1 : pilots;
  for (let replication = 0; replication < runs; replication++) {
    const run = createRun(scenario, replication, mean);
    const end = await driveRun(run, {
      feeds,
      signal,
      stopWhenHopeless: scenario,
      onSlice: () => input.onSlice?.(),
    });
    if (end === 'interrupted') return byDefault(compiled, 'the pilot runs were interrupted');
    if (end === 'overloaded-early' || isOverloaded(run.totals().backlog)) {
      return byDefault(compiled, 'a pilot run is overloaded and reaches no steady state');
    }
    mean.endRun(run.offered);
  }
  const { arrivals, seconds } = mean.series();
  const { values, isTooShort } = mser5(seconds);
  const warmupRequests = values === 0 ? 0 : (arrivals[values] ?? 0);
  const count = (requests: number) => requests.toLocaleString('en');
  const found =
    warmupRequests === 0
      ? `none of ${count(mean.arrivals)} arrivals is left out`
      : `the first ${count(warmupRequests)} of ${count(mean.arrivals)} arrivals are left out`;
  const caution = isTooShort
    ? ', as many as may be: the run is too short to tell where its start ends; make it several times as long'
    : '';
  return { horizon: { warmupRequests, warmupSeconds: 0 }, note: `${found}${caution}` };
}

function isReplay({ arrivals }: CompiledScenario['workloads'][number]): boolean {
  return arrivals.process === 'trace' && arrivals.lengths === 'trace';
}

/** The scenario with streams of its own, and nothing recorded; how it steps changes no result. */
function pilotScenario(compiled: CompiledScenario): CompiledScenario {
  return {
    ...compiled,
    seed: `${compiled.seed} warm-up`,
    pools: compiled.pools.map((pool) => ({
      ...pool,
      engine: { ...pool.engine, stepping: 'stretched' as const },
    })),
    outputs: { requests: 'none', percentiles: 'sketch', timeseriesSeconds: null },
  };
}

/** The warm-up that a scenario without the key has. */
function byDefault({ horizon, workloads }: CompiledScenario, reason: string): Found {
  const replaysOnly = workloads.every(({ arrivals }) => arrivals.process === 'trace');
  const share = replaysOnly ? 0 : defaultShare;
  const { maxRequests, durationSeconds } = horizon;
  const ofLimit = (limit: number) => (Number.isFinite(limit) ? share * limit : 0);
  return {
    horizon: {
      warmupRequests: Math.floor(ofLimit(maxRequests)),
      warmupSeconds: ofLimit(durationSeconds),
    },
    note: `${reason}, so the first ${100 * share} % are left out, as without the key`,
  };
}

/** Mean time in the system over several runs, by position in order of arrival; over those in which it completed. */
class MeanSojourns implements Recorder {
  #sums = new Float64Array(4096);
  #counts = new Uint8Array(4096);
  /** Of the run with the fewest. */
  arrivals = Number.POSITIVE_INFINITY;

  request(row: Readonly<RequestRow>): void {
    if (row.outcome !== outcomeCode.completed) return;
    if (row.request >= this.#sums.length) this.#grow(row.request + 1);
    this.#sums[row.request] = (this.#sums[row.request] ?? 0) + row.e2eSeconds;
    this.#counts[row.request] = (this.#counts[row.request] ?? 0) + 1;
  }

  endRun(offered: number): void {
    this.arrivals = Math.min(this.arrivals, offered);
  }

  /** Positions that every run reached and some run completed, with their mean seconds. */
  series(): { readonly arrivals: readonly number[]; readonly seconds: readonly number[] } {
    const arrivals: number[] = [];
    const seconds: number[] = [];
    for (let i = 0; i < Math.min(this.arrivals, this.#sums.length); i++) {
      const count = this.#counts[i] ?? 0;
      if (count === 0) continue;
      arrivals.push(i);
      seconds.push((this.#sums[i] ?? 0) / count);
    }
    return { arrivals, seconds };
  }

  #grow(least: number): void {
    const length = Math.max(least, 2 * this.#sums.length);
    const sums = new Float64Array(length);
    const counts = new Uint8Array(length);
    sums.set(this.#sums);
    counts.set(this.#counts);
    this.#sums = sums;
    this.#counts = counts;
  }

  gap(): void {}
  gaps(): void {}
  timeseries(): void {}
  replica(): void {}
}
