import { isClosed } from '../compile/closed-arrivals.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { misses as missKinds } from '../record/misses.ts';
import type { Headroom } from '../summary/answer-figures.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import type { HeadroomInput } from './headroom-input.ts';
import { type NoHeadroom, needsWholeRun, whyNoHeadroom } from './no-headroom.ts';
import { type ProbeResult, runProbe } from './probe.ts';
import { hasTargets, type ProbedRun } from './probe-scenario.ts';

/**
 * Multiples of the arrival rate that are tried, outwards, until one breaks (or holds); what lies between is halved. Small
 * steps where most answers lie, large ones where the first already says that there is room enough, or none.
 */
const upwards = [2, 4, 16, 64, 256, 1024, 4096] as const;
const downwards = [1 / 2, 1 / 4, 1 / 16, 1 / 64, 1 / 256] as const;

/** Between two multiples this close the search is over. */
const closeEnough = 1.05;

/** Requests of a probe while the search goes outwards; twice as many while it closes in, as long as they last. */
const shortestProbe = 5000;

/** Requests of all probes together: at most this many, or this share of the run's own. */
const mostRequests = 60_000;
const mostOfRun = 0.2;

/** Events of all probes together, about half a second of work: at most this many, or as many as the run itself took. */
const mostEvents = 1_000_000;

/** A probe is to be this many times as long as a request stays, so that the fleet is as full as it will be. */
const stays = 5;

/** Stays before requests are measured: an empty fleet answers too fast. */
const warmupStays = 2;

/** Least share of a probe that warms up. */
const leastWarmup = 0.1;

/** Without a target only a full fleet breaks: a probe must fill its slots this many times. */
const fills = 4;

/**
 * Finds the arrival rate at which a scenario breaks by running it for a while at other rates: all arrivals but those of
 * closed loops come faster by one common factor, with the run's own random streams, so that a request is the same at
 * every rate. The run itself says whether factor 1 holds. Equal inputs give equal results.
 *
 * Where the load has its hours, where it grows for as long as tasks last, and where replicas follow it, each probe is
 * the whole run over: the same clock, for as long, with so many times the arrivals (of sessions and agents: the tasks).
 */
export async function findHeadroom(input: HeadroomInput): Promise<Headroom | NoHeadroom> {
  const reason = whyNoHeadroom(input);
  if (reason !== null) return { reason };
  const search = new Search(input);
  await search.run();
  return search.result();
}

/** A multiple of the rate with the verdict on it; that on 1 is the run's own. */
type Tried = Pick<ProbeResult, 'factor' | 'breaks' | 'certain' | 'workload' | 'metric'>;

class Search {
  readonly #input: HeadroomInput;
  readonly #probed: ProbedRun;
  readonly #tried: Tried[];
  readonly #probes: ProbeResult[] = [];
  readonly #whole: boolean;
  readonly #budget: number;
  #spent = 0;
  #eventsLeft: number;
  #holds = 0;
  #breaks = Number.POSITIVE_INFINITY;
  /** How long a request runs at the fastest arrivals that hold; 0 until some do. */
  #runSeconds = 0;
  /** Why the search ended before its time. */
  #stopped: string | null = null;

  constructor(input: HeadroomInput) {
    const { compiled, feeds, summary, lastArrivalSeconds } = input;
    this.#input = input;
    const { offered } = summary.counts;
    const offeredPerWorkload = compiled.workloads.map(
      ({ name }) => summary.classes[name]?.counts.offered ?? 0,
    );
    this.#probed = { compiled, feeds, offered, offeredPerWorkload, lastArrivalSeconds };
    this.#whole = needsWholeRun(compiled);
    // whole runs are bounded by their events alone
    this.#budget = this.#whole
      ? Number.POSITIVE_INFINITY
      : Math.max(mostRequests, mostOfRun * offered);
    this.#eventsLeft = Math.max(mostEvents, summary.events);
    const own = ownVerdict(summary);
    this.#tried = [own];
    this.#note(own);
    const { e2eSeconds, queueSeconds } = summary.latency;
    if (this.#holds > 0) this.#runSeconds = (e2eSeconds.mean ?? 0) - (queueSeconds.mean ?? 0);
  }

  async run(): Promise<void> {
    const upward = this.#holds === 1;
    for (const factor of upward ? upwards : downwards) {
      const length = this.#requestsNeeded(factor);
      if (!(await this.#try(factor, length))) return;
      if (upward ? this.#breaks < Number.POSITIVE_INFINITY : this.#holds > 0) break;
    }
    while (this.#isBracketed && this.#breaks / this.#holds > closeEnough) {
      const middle = Math.sqrt(this.#holds * this.#breaks);
      const needed = this.#requestsNeeded(middle);
      const affordable = Math.max(needed, Math.floor(this.#budget - this.#spent));
      const length = this.#whole ? needed : Math.min(2 * needed, affordable);
      if (!(await this.#try(middle, length))) return;
    }
  }

  get #isBracketed(): boolean {
    return this.#holds > 0 && this.#breaks < Number.POSITIVE_INFINITY;
  }

  result(): Headroom | NoHeadroom {
    const broken = this.#tried.find(({ factor }) => factor === this.#breaks);
    if (this.#input.signal?.aborted === true) return { reason: 'the search was interrupted' };
    if (broken === undefined || broken.breaks === null) {
      return this.#unknown(`${this.#holds} times the arrivals hold`);
    }
    if (this.#holds === 0 && this.#stopped !== null) {
      return this.#unknown(`${this.#breaks} times the arrivals break`);
    }
    const probe = this.#probes.find(({ factor }) => factor === this.#breaks);
    const served = Math.max(broken.factor * (probe?.servedShare ?? 1), this.#shown());
    const overload = broken.breaks === 'overload';
    const factor = overload ? served : Math.min(this.#holds, broken.factor);
    const now = ratePerSecond(this.#probed);
    return {
      of: this.#probed.compiled.workloads.filter(isRaised).map(({ name }) => name),
      nowRequestsPerSecond: now,
      factor,
      requestsPerSecond: now * factor,
      breaksAtFactor: broken.factor,
      range: this.#range(overload ? served : broken.factor),
      breaks: broken.breaks,
      workload: broken.workload,
      metric: broken.metric,
      probes: this.#probes.map(({ factor, requests, breaks }) => ({ factor, requests, breaks })),
    };
  }

  /**
   * Multiple of the arrivals that was served, by the run or a probe that holds. A fleet that thrashes once it is overloaded
   * (prompts that stop all decoding, contexts that push each other out of a cache) serves less then than it can.
   */
  #shown(): number {
    if (this.#tried[0]?.breaks !== null) return 0;
    const held = this.#probes.filter(({ breaks }) => breaks === null);
    const served = held.map(({ factor, servedShare }) => factor * servedShare);
    return Math.max(servedByRun(this.#input.summary, this.#probed), ...served);
  }

  #unknown(known: string): NoHeadroom {
    return { reason: this.#stopped === null ? known : `${known}, and ${this.#stopped}` };
  }

  #factors(wanted: (tried: Tried) => boolean): readonly number[] {
    return this.#tried.filter(wanted).map(({ factor }) => factor);
  }

  /** From the largest multiple that surely holds to the smallest above it that surely breaks, around `found`. */
  #range(found: number): readonly [number, number | null] {
    const broken = this.#factors(({ breaks, certain }) => breaks !== null && certain);
    const high = Math.min(Number.POSITIVE_INFINITY, ...broken);
    const low = Math.max(
      0,
      ...this.#factors(({ breaks, certain, factor }) => !breaks && certain && factor < high),
    );
    return [Math.min(low, found), Number.isFinite(high) ? high : null];
  }

  /** Probes a multiple; `false` when the search must end. */
  async #try(factor: number, requests: number): Promise<boolean> {
    const { signal } = this.#input;
    if (this.#spent + requests > this.#budget) {
      const left = Math.floor(this.#budget - this.#spent);
      this.#stopped = `to tell of ${factor} times would take ${requests} requests, with ${left} left of the ${Math.floor(this.#budget)} that the search may spend (a fifth of the run's, if that is more)`;
      return false;
    }
    const warmupRequests = this.#warmup(factor, requests);
    const limit = { mostEvents: this.#eventsLeft, signal };
    const length = { requests, warmupRequests, whole: this.#whole };
    const result = await runProbe(this.#probed, factor, length, limit);
    if (result === null) {
      this.#stopped = `${factor} times takes too many events to tell`;
      return false;
    }
    this.#spent += result.requests;
    this.#eventsLeft -= result.events;
    this.#probes.push(result);
    this.#tried.push(result);
    this.#note(result);
    if (this.#holds === factor) this.#runSeconds = result.meanRunSeconds;
    return true;
  }

  #note({ factor, breaks }: Tried): void {
    if (breaks === null) this.#holds = Math.max(this.#holds, factor);
    else this.#breaks = Math.min(this.#breaks, factor);
  }

  /**
   * Requests that run at a time, were each to run as long as at the fastest arrivals that hold (Little's law). How long
   * they wait does not count, nor do runs that break: both say more about the load than about the fleet.
   */
  #inSystem(factor: number): number {
    const { offered, lastArrivalSeconds } = this.#probed;
    return (factor * offered * this.#runSeconds) / lastArrivalSeconds;
  }

  #requestsNeeded(factor: number): number {
    const { compiled, summary } = this.#input;
    if (this.#whole) return Math.ceil(factor * summary.counts.offered);
    const filled = compiled.workloads.some(hasTargets) ? 0 : fills * this.#slots();
    return Math.ceil(Math.max(shortestProbe, stays * this.#inSystem(factor), filled));
  }

  #warmup(factor: number, requests: number): number {
    const { offered, measured } = this.#input.summary.counts;
    if (this.#whole) return Math.floor(factor * this.#input.compiled.horizon.warmupRequests);
    const share = Math.max(leastWarmup, 1 - measured / offered);
    const warmup = Math.max(share * requests, warmupStays * this.#inSystem(factor));
    return Math.floor(Math.min(warmup, requests / 2));
  }

  /** Sequences that the fleet can run at a time: as many as it has slots for, and KV blocks. */
  #slots(): number {
    const { compiled, summary } = this.#input;
    const tokens = summary.tails.requestTokens.mean ?? 1;
    return compiled.pools.reduce((sum, { replicas, dataRanks, engine, kvBlocks, stateBlocks }) => {
      const { blockTokens } = engine;
      const roomFor = (kvBlocks * blockTokens) / (tokens + stateBlocks * blockTokens);
      return sum + replicas * dataRanks * Math.min(engine.maxSequences, roomFor);
    }, 0);
  }
}

/** Share of the arrivals that a run served in its window, of the workload without a closed loop where it is least; at most 1. */
function servedByRun(summary: RunSummary, probed: ProbedRun): number {
  const { compiled, offeredPerWorkload, lastArrivalSeconds } = probed;
  const shares = compiled.workloads.flatMap((workload, index) => {
    const arrived = (offeredPerWorkload[index] ?? 0) / lastArrivalSeconds;
    const served = summary.classes[workload.name]?.throughput.requestsPerSecond ?? 0;
    return isClosed(workload) || arrived === 0 ? [] : served / arrived;
  });
  return Math.min(1, ...shares);
}

/** What the run itself says of factor 1. Its requests are taken as independent of each other. */
function ownVerdict({ answer, status, classes }: RunSummary): Tried {
  const judged = answer.workloads.flatMap(({ workload, attainment, target, met, misses }) => {
    if (attainment === null || target === null || met === null || misses === null) return [];
    const measured = classes[workload]?.counts.measured ?? 0;
    const chance = 2 * Math.sqrt((attainment * (1 - attainment)) / Math.max(1, measured));
    const certain = Math.abs(attainment - target) >= chance;
    const metric = missKinds.reduce((worst, miss) => (misses[miss] > misses[worst] ? miss : worst));
    return [{ workload, met, certain, metric, excess: (1 - attainment) / (1 - target) } as const];
  });
  const [worst] = judged.filter(({ met }) => !met).sort((a, b) => b.excess - a.excess);
  if (worst !== undefined) {
    const { workload, metric, certain } = worst;
    return { factor: 1, breaks: 'slo', certain, workload, metric };
  }
  const none = { factor: 1, workload: null, metric: null };
  if (status === 'overloaded') return { ...none, breaks: 'overload', certain: true };
  return { ...none, breaks: null, certain: judged.every(({ certain }) => certain) };
}

/** Whether the arrivals of a workload come faster in probes. */
function isRaised({ arrivals }: CompiledWorkload): boolean {
  return 'ratePerSecond' in arrivals || arrivals.process === 'trace';
}

/** Requests per second of the open workloads as they are stated, those of traces and of tasks as they came. */
function ratePerSecond({ compiled, offeredPerWorkload, lastArrivalSeconds }: ProbedRun): number {
  const rate = ({ arrivals }: CompiledWorkload, index: number) => {
    const { process } = arrivals;
    if (process === 'trace' || process === 'sessions' || process === 'agentic') {
      return (offeredPerWorkload[index] ?? 0) / lastArrivalSeconds;
    }
    return 'ratePerSecond' in arrivals ? arrivals.ratePerSecond : 0;
  };
  return compiled.workloads.reduce((sum, workload, index) => sum + rate(workload, index), 0);
}
