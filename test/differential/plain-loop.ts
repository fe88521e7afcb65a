import type { CompiledPool } from '../../src/compile/compiled.ts';
import { PlainHedges } from './plain-hedges.ts';
import { type PlainEngine, PlainRanks } from './plain-ranks.ts';
import { PlainReplica } from './plain-replica.ts';
import { PlainRouter } from './plain-routing.ts';
import { PlainScaling } from './plain-scaling.ts';
import { Sequence, TIE_SECONDS } from './plain-sequence.ts';
import { PlainTransfers } from './plain-transfers.ts';
import type { Exercised, PlainInput, PlainResult, RequestSpec } from './records.ts';

/**
 * The independent plain loop: the serving semantics as objects and arrays. Every sequence is touched at every step, time
 * is `t += dt`, what can be counted is counted afresh. It shares no code with the product but the step models.
 *
 * One instant is everything within 1 ns of its first event. Within it: steps end and their completions leave; clients
 * that have waited long enough give up; requests arrive, and come out of the API; idle replicas plan. The central queue
 * hands out places after the ends of an instant and after each arrival. A cut comes last of its instant.
 */
export function runPlain(input: PlainInput): PlainResult {
  return new PlainLoop(input).run();
}

class PlainLoop {
  readonly #input: PlainInput;
  readonly #replicas: PlainEngine[] = [];
  readonly #poolOf: CompiledPool[] = [];
  readonly #router: PlainRouter;
  readonly #transfers: PlainTransfers;
  readonly #hedges: PlainHedges;
  /** First requests of all questions, in order of arrival. */
  readonly #fresh: readonly Sequence[];
  /** Of clients who are going to ask again. */
  #again: Sequence[] = [];
  /** Every request that has come, in order of arrival. */
  readonly #all: Sequence[] = [];
  #arrived = 0;
  /** Per pool; null where replicas stand. */
  readonly #scaling: readonly (PlainScaling | null)[];
  /** Per group; used only where the queue is the pool's. */
  readonly #central: Sequence[][];
  /** Sent to a replica and not ended. */
  #sent: Sequence[] = [];
  /** Replicas whose step ended at this instant, and when. */
  readonly #boundaries = new Map<PlainEngine, number>();
  #endSeconds = 0;
  readonly #exercised: Exercised = {
    preemptions: 0,
    chunkedPrompts: 0,
    expired: 0,
    leftRunning: 0,
    rejected: 0,
    inFlight: 0,
    ties: 0,
    jointBoundaries: 0,
    crossings: 0,
    heldBack: 0,
    cappedSteps: 0,
    barred: 0,
    paddedSteps: 0,
    heldWhole: 0,
    leftApi: 0,
    draftsRefused: 0,
    starts: 0,
    drains: 0,
    handedOff: 0,
    leftTransfer: 0,
    paused: 0,
    late: 0,
    retries: 0,
    cancelled: 0,
    cacheHits: 0,
    cacheEvictions: 0,
    cacheDoubles: 0,
    sharedSteps: 0,
    awaited: 0,
    swaps: 0,
    swapFull: 0,
    passedOver: 0,
    copies: 0,
    copiesWon: 0,
    adaptersLost: 0,
    copiesLost: 0,
  };

  constructor(input: PlainInput) {
    this.#input = input;
    const { scenario } = input;
    scenario.pools.forEach((pool, index) => {
      for (let i = 0; i < pool.replicas; i += 1) {
        const number = pool.firstReplica + i;
        const Engine = pool.dataRanks > 1 ? PlainRanks : PlainReplica;
        this.#replicas[number] = new Engine(
          number,
          pool,
          input.steps[index]!,
          this.#exercised,
          scenario.seed,
          scenario.groups[pool.group]!.handOff !== undefined,
        );
        this.#poolOf[number] = pool;
      }
    });
    this.#transfers = new PlainTransfers(scenario);
    this.#hedges = new PlainHedges(scenario.workloads, this.#exercised);
    for (const replica of this.#replicas) {
      if (!(replica instanceof PlainReplica)) continue;
      replica.onReserved = (sequence, now) => this.#transfers.begin(sequence, now);
    }
    this.#router = new PlainRouter(scenario);
    this.#scaling = scenario.pools.map((pool) =>
      pool.scaling === undefined
        ? null
        : new PlainScaling(pool, pool.scaling, (number) => this.#replicas[number]!.goDown()),
    );
    this.#central = scenario.groups.map(() => []);
    this.#fresh = arrivals(input);
  }

  run(): PlainResult {
    const stop = arrivalsStopAt(this.#input, this.#fresh);
    const cut = stop + this.#input.scenario.horizon.drainSeconds;
    for (;;) {
      const now = this.#nextInstant();
      if (now === Infinity || now > cut + TIE_SECONDS) break;
      this.#endSeconds = Math.max(this.#endSeconds, now);
      this.#endSteps(now);
      this.#land(now);
      this.#noticeTies(now);
      this.#settle(now);
      for (const scaling of this.#scaling) scaling?.open(now + TIE_SECONDS);
      this.#giveUp(now);
      this.#settle(now);
      this.#dispatch(now);
      this.#arrive(now);
      this.#hedges.send(now, (...choice) => this.#sendElsewhere(...choice));
      this.#stopCopies(now);
      this.#dispatch(now);
      this.#handOver(now);
      // at the cut itself nothing starts any more, and nobody is preempted for it
      if (now < cut - TIE_SECONDS) this.#plan(now);
      this.#askAgain();
      for (const scaling of this.#scaling) scaling?.decide(now + TIE_SECONDS, this.#all);
    }
    if (this.#inSystem().length > 0 || this.#again.length > 0) this.#cut(cut);
    this.#endSeconds = Math.max(this.#endSeconds, stop);
    return this.#result();
  }

  /** Time of the earliest thing that can happen. */
  #nextInstant(): number {
    let next = this.#nextToCome()?.spec.arrivalSeconds ?? Infinity;
    for (const replica of this.#replicas) {
      next = Math.min(next, replica.step?.endSeconds ?? Infinity);
    }
    next = Math.min(next, this.#transfers.nextSeconds, this.#hedges.nextSeconds);
    for (const sequence of this.#waiting()) {
      if (sequence.place !== 'transfer') next = Math.min(next, sequence.waitDeadline);
      if (sequence.place === 'api') next = Math.min(next, sequence.readySeconds);
    }
    // nobody decides any more once all have come and gone
    if (next < Infinity || this.#inSystem().length > 0) {
      for (const scaling of this.#scaling) next = Math.min(next, scaling?.nextSeconds ?? Infinity);
    }
    return next;
  }

  #settle(now: number): void {
    for (const scaling of this.#scaling) scaling?.settle(now, this.#all);
  }

  #takes(replica: number): boolean {
    const pool = this.#input.scenario.pools.indexOf(this.#poolOf[replica]!);
    return this.#scaling[pool]?.takes(replica) ?? true;
  }

  #endSteps(now: number): void {
    this.#boundaries.clear();
    for (const replica of this.#replicas) {
      if (replica.step === null || replica.step.endSeconds > now + TIE_SECONDS) continue;
      const end = replica.step.endSeconds;
      this.#boundaries.set(replica, end);
      const completed = replica.endStep();
      if (replica instanceof PlainReplica) this.#race(replica.firstTokens);
      for (const sequence of completed) sequence.end('completed', end);
      this.#sent = this.#sent.filter((sequence) => sequence.place !== 'ended');
      if (replica instanceof PlainReplica) {
        for (const sequence of replica.handedOff) this.#handOff(sequence, end);
      }
    }
    this.#sent = this.#sent.filter((sequence) => sequence.place !== 'ended');
  }

  /** Whoever has a first token before all copies of it is the request. */
  #race(firstTokens: readonly Sequence[]): void {
    for (const sequence of firstTokens) {
      const before = this.#hedges.onFirstToken(sequence);
      if (before !== null) this.#all[this.#all.indexOf(before)] = sequence;
    }
  }

  /** Sends a copy to the least loaded of the other replicas, if one has room. */
  #sendElsewhere(copy: Sequence, avoid: readonly number[], now: number): boolean {
    const replica = this.#router.routeElsewhere(copy.group, this.#sent, avoid);
    if (replica === -1) return false;
    const { apiSeconds } = this.#poolOf[replica]!;
    copy.enterApi(replica, now, apiSeconds);
    if (apiSeconds === 0) this.#replicas[replica]!.enqueue(copy);
    this.#sent.push(copy);
    return true;
  }

  /** Copies that nobody waits for leave at once, but those in a step that goes on. */
  #stopCopies(now: number): void {
    for (const copy of this.#hedges.takeLosers()) {
      const replica = this.#replicas[copy.replica]!;
      copy.isStopped = copy.place === 'running' && !this.#boundaries.has(replica);
      if (copy.isStopped) continue;
      replica.remove(copy);
      copy.end('cancelled', now);
    }
    this.#sent = this.#sent.filter((sequence) => sequence.place !== 'ended');
  }

  /** A prompt is computed, its first token shown: another replica goes on from it. */
  #handOff(sequence: Sequence, now: number): void {
    if (sequence.gaveUpBy(now)) {
      sequence.source = sequence.replica;
      this.#leaveSource(sequence);
      sequence.end(sequence.farewell, now);
      this.#exercised.expired += 1;
      this.#exercised.leftRunning += 1;
      return;
    }
    this.#exercised.handedOff += 1;
    sequence.handOff(now);
    sequence.group = this.#input.scenario.groups[sequence.group]!.handOff!.group;
    this.#central[sequence.group]!.push(sequence);
    this.#dispatch(now);
  }

  /** Keys and values arrive: they are free where they came from. */
  #land(now: number): void {
    for (const { sequence, endSeconds } of this.#transfers.land(now)) {
      this.#leaveSource(sequence);
      sequence.place = 'landed';
      if (sequence.waitDeadline > endSeconds - TIE_SECONDS) continue;
      // the client gave up on the way
      this.#replicas[sequence.replica]!.remove(sequence);
      sequence.end(sequence.farewell, endSeconds);
      this.#exercised.expired += 1;
      this.#exercised.leftTransfer += 1;
    }
    this.#sent = this.#sent.filter((sequence) => sequence.place !== 'ended');
  }

  #leaveSource(sequence: Sequence): void {
    const source = this.#replicas[sequence.source];
    if (source instanceof PlainReplica) source.kept.delete(sequence);
    sequence.source = -1;
  }

  /** Waiting clients leave at their deadline, running ones at the boundary at or after it. */
  #giveUp(now: number): void {
    this.#hedges.close(now);
    for (const sequence of this.#waiting()) {
      if (sequence.waitDeadline > now + TIE_SECONDS || sequence.place === 'transfer') continue;
      this.#leaveSource(sequence);
      if (sequence.place === 'api') this.#exercised.leftApi += 1;
      this.#remove(sequence);
      sequence.end(sequence.farewell, sequence.waitDeadline);
      this.#exercised.expired += 1;
    }
    for (const [replica, boundary] of this.#boundaries) {
      const gone = replica.running.filter((s) => s.gaveUpBy(boundary));
      for (const sequence of inOrderOfLeaving(gone, boundary)) {
        replica.remove(sequence);
        sequence.end(sequence.farewell, boundary);
        if (sequence.isCopy) continue;
        this.#exercised.expired += 1;
        this.#exercised.leftRunning += 1;
      }
    }
    this.#sent = this.#sent.filter((sequence) => sequence.place !== 'ended');
  }

  #arrive(now: number): void {
    for (;;) {
      const sequence = this.#nextToCome();
      if (sequence === undefined || sequence.spec.arrivalSeconds > now + TIE_SECONDS) return;
      if (sequence.tries > 1) this.#again = this.#again.filter((other) => other !== sequence);
      else this.#arrived += 1;
      sequence.request = this.#all.length;
      this.#all.push(sequence);
      const { handOff } = this.#input.scenario.groups[sequence.group]!;
      if (sequence.spec.promptTokens < (handOff?.leastPromptTokens ?? 0)) {
        sequence.group = handOff!.group;
      }
      sequence.isHopeless = this.#isOversize(sequence);
      if (sequence.isHopeless || !this.#admits()) {
        sequence.end('rejected', sequence.spec.arrivalSeconds);
        this.#exercised.rejected += 1;
        continue;
      }
      sequence.place = 'central';
      this.#hedges.begin(sequence);
      this.#central[sequence.group]!.push(sequence);
      this.#dispatch(sequence.spec.arrivalSeconds);
      for (const [pool, { group }] of this.#input.scenario.pools.entries()) {
        if (group !== sequence.group) continue;
        this.#scaling[pool]?.wake(sequence.spec.arrivalSeconds, this.#all);
      }
      if (sequence.replica === -1) this.#exercised.heldBack += 1;
    }
  }

  /** The request that comes next: of two at one instant, the one that is a question's first. */
  #nextToCome(): Sequence | undefined {
    const fresh = this.#fresh[this.#arrived];
    const again = this.#again.reduce<Sequence | undefined>((first, other) => {
      if (first === undefined) return other;
      const [at, otherAt] = [first.spec.arrivalSeconds, other.spec.arrivalSeconds];
      return otherAt < at || (otherAt === at && other.request < first.request) ? other : first;
    }, undefined);
    if (fresh === undefined || again === undefined) return fresh ?? again;
    return again.spec.arrivalSeconds < fresh.spec.arrivalSeconds ? again : fresh;
  }

  /** Clients whose request was in vain come again after their wait; until then, it bears the number of that one. */
  #askAgain(): void {
    const { workloads } = this.#input.scenario;
    for (const sequence of this.#all) {
      const { retry, tries, outcome, spec, workload } = sequence;
      if (sequence.place !== 'ended' || sequence.isSettled) continue;
      sequence.isSettled = true;
      if (outcome === 'cancelled') this.#exercised.cancelled += 1;
      const isHeeded = retry?.on.some((each) => each === outcome) === true;
      if (retry === undefined || !isHeeded || sequence.isHopeless) continue;
      if (tries === retry.maxAttempts) continue;
      const wait = Math.min(retry.capSeconds, retry.baseSeconds * retry.multiplier ** (tries - 1));
      this.#exercised.retries += 1;
      this.#again.push(
        new Sequence(
          sequence.request,
          workload,
          { ...spec, arrivalSeconds: sequence.endSeconds + wait },
          workloads[workload]!,
          sequence.measured,
          tries + 1,
          sequence.question,
        ),
      );
    }
  }

  /** Can never run, whichever replica of its model it went to: too long for the cache or for the model's positions. */
  #isOversize(sequence: Sequence): boolean {
    const { groups } = this.#input.scenario;
    const { replicas, handOff } = groups[sequence.group]!;
    const { promptTokens } = sequence.spec;
    const whole = promptTokens + sequence.outputTokens;
    if (handOff === undefined) {
      return this.#isTooLong(whole, replicas) || this.#asksTooMuch(sequence.spec, replicas);
    }
    // Where prompts are computed, the answer has one token.
    return (
      this.#isTooLong(promptTokens + 1, replicas) ||
      this.#isTooLong(whole, groups[handOff.group]!.replicas)
    );
  }

  #isTooLong(tokens: number, replicas: readonly number[]): boolean {
    return replicas.some((replica) => {
      const pool = this.#poolOf[replica]!;
      // The last token is never computed.
      if (pool.decoding?.kind === 'recompute') {
        return tokens - 1 > pool.engine.maxBatchedTokens || tokens > pool.contextTokens;
      }
      const drafted = pool.decoding?.kind === 'speculation' ? pool.decoding.tokens : 0;
      const blocks = pool.stateBlocks + Math.ceil((tokens - 1 + drafted) / pool.engine.blockTokens);
      return blocks > pool.kvBlocks || tokens > pool.contextTokens;
    });
  }

  /** Of engines that reserve, one has no room for all that the client allows. */
  #asksTooMuch({ promptTokens, maxTokens }: RequestSpec, replicas: readonly number[]): boolean {
    return replicas.some((replica) => {
      const { engine, contextTokens, stateBlocks, kvBlocks } = this.#poolOf[replica]!;
      const reserves = engine.batching === 'static' || engine.batching === 'orca';
      if (!reserves && engine.preemption !== 'none') return false;
      const most = Math.min(promptTokens + maxTokens, contextTokens);
      return stateBlocks + Math.ceil((most - 1) / engine.blockTokens) > kvBlocks;
    });
  }

  #admits(): boolean {
    const { admission } = this.#input.scenario;
    if (admission.policy === 'always') return true;
    if (admission.policy !== 'queue-cap') {
      throw new Error(`the plain loop has no admission policy ${admission.policy}`);
    }
    // A preempted request waits, too, but not for its first step; one in the API does not yet queue.
    const queued = this.#waiting().filter(
      ({ place, wasScheduled, isCopy }) => place !== 'api' && !wasScheduled && !isCopy,
    ).length;
    const outstanding = this.#inSystem().filter(({ isCopy }) => !isCopy).length;
    return queued < admission.maxQueued && outstanding < admission.maxOutstanding;
  }

  /** Hands the central queue's heads to replicas while these have places; without one, every place is open. */
  #dispatch(now: number): void {
    for (const [group, queue] of this.#central.entries()) {
      while (queue.length > 0) {
        const replica = this.#router.route(group, this.#sent, (each) => this.#takes(each));
        if (replica === -1) break;
        const sequence = queue.shift()!;
        const { apiSeconds } = this.#poolOf[replica]!;
        if (sequence.isBetweenReplicas) sequence.replica = replica;
        else sequence.enterApi(replica, now, apiSeconds);
        if (apiSeconds === 0 || sequence.isBetweenReplicas)
          this.#replicas[replica]!.enqueue(sequence);
        if (!this.#sent.includes(sequence)) this.#sent.push(sequence);
      }
    }
  }

  /** The API servers hand over what has been there for long enough, in order of readiness. */
  #handOver(now: number): void {
    const ready = this.#sent
      .filter((s) => s.place === 'api' && s.readySeconds <= now + TIE_SECONDS)
      .sort((a, b) => a.readySeconds - b.readySeconds || a.request - b.request);
    for (const sequence of ready) this.#replicas[sequence.replica]!.enqueue(sequence);
  }

  #plan(now: number): void {
    for (const replica of this.#replicas) {
      if (replica.step === null) replica.plan(this.#boundaries.get(replica) ?? now);
    }
  }

  #cut(now: number): void {
    for (const replica of this.#replicas) replica.cut(now);
    for (const sequence of this.#inSystem()) {
      sequence.cut(now);
      if (!sequence.isCopy) this.#exercised.inFlight += 1;
    }
    this.#endSeconds = now;
  }

  #remove(sequence: Sequence): void {
    if (['waiting', 'landed'].includes(sequence.place))
      this.#replicas[sequence.replica]!.remove(sequence);
    for (const [group, queue] of this.#central.entries()) {
      this.#central[group] = queue.filter((other) => other !== sequence);
    }
  }

  #inSystem(): Sequence[] {
    return [...this.#all, ...this.#hedges.copies].filter(
      ({ place }) => place !== 'nowhere' && place !== 'ended',
    );
  }

  #waiting(): Sequence[] {
    return this.#inSystem().filter((sequence) => sequence.place !== 'running');
  }

  #noticeTies(now: number): void {
    if (this.#boundaries.size === 0) return;
    const isNow = (instant: number) => instant <= now + TIE_SECONDS;
    const arrives = isNow(this.#nextToCome()?.spec.arrivalSeconds ?? Infinity);
    const expires = this.#waiting().some((sequence) => isNow(sequence.waitDeadline));
    if (arrives || expires) this.#exercised.ties += 1;
    if (this.#boundaries.size > 1) this.#exercised.jointBoundaries += 1;
  }

  #result(): PlainResult {
    for (const scaling of this.#scaling) {
      this.#exercised.starts += scaling?.starts ?? 0;
      this.#exercised.drains += scaling?.drains ?? 0;
    }
    const endOf = (sequence: Sequence) =>
      sequence.place === 'ended' ? sequence.endSeconds : Infinity;
    const inOrderOfEnd = [...this.#all].sort((a, b) => {
      const [first, second] = [endOf(a), endOf(b)];
      return first === second ? a.request - b.request : first - second;
    });
    const gaps = this.#input.scenario.workloads.map((_, workload) =>
      this.#all
        .filter((sequence) => sequence.workload === workload && sequence.measured)
        .flatMap((sequence) => sequence.gaps)
        .sort((a, b) => a - b),
    );
    return {
      rows: inOrderOfEnd.map((sequence) => sequence.row()),
      replicas: this.#replicas.map((replica, number) => {
        const totals = replica.totals(this.#endSeconds);
        const pool = this.#poolOf[number]!;
        const scaling = this.#scaling[this.#input.scenario.pools.indexOf(pool)];
        const off = scaling?.unpowered(number, this.#endSeconds) ?? 0;
        return { ...totals, idleJoules: totals.idleJoules - pool.idleWatts * off };
      }),
      gaps,
      copies: this.#hedges.copies.map(({ joules, preemptions }) => ({ joules, preemptions })),
      endSeconds: this.#endSeconds,
      exercised: this.#exercised,
    };
  }
}

/** Who gave up during the step, by request; then who does so at its very end, by deadline. Only caches can tell. */
function inOrderOfLeaving(gone: readonly Sequence[], boundary: number): Sequence[] {
  const late = (s: Sequence) => (s.waitDeadline < boundary - TIE_SECONDS ? 0 : s.waitDeadline);
  return [...gone].sort((a, b) => late(a) - late(b) || a.request - b.request);
}

/** All rows of all workloads in the order of their arrival (time, workload, row), as far as the horizon lets them come. */
function arrivals({ scenario, requests }: PlainInput): Sequence[] {
  const { horizon, workloads } = scenario;
  return requests
    .flatMap((rows, workload) => rows.map((spec) => ({ spec, workload })))
    .filter(({ spec }) => spec.arrivalSeconds <= horizon.durationSeconds)
    .sort((a, b) => a.spec.arrivalSeconds - b.spec.arrivalSeconds || a.workload - b.workload)
    .slice(0, horizon.maxRequests)
    .map(({ spec, workload }, request) => {
      const measured =
        request >= horizon.warmupRequests && spec.arrivalSeconds >= horizon.warmupSeconds;
      return new Sequence(request, workload, spec, workloads[workload]!, measured);
    });
}

/** Instant from which the run drains: the duration where one is stated and no count was reached, else the last arrival. */
function arrivalsStopAt({ scenario }: PlainInput, all: readonly Sequence[]): number {
  const { durationSeconds, maxRequests } = scenario.horizon;
  if (durationSeconds < Infinity && all.length < maxRequests) return durationSeconds;
  return all.at(-1)?.spec.arrivalSeconds ?? 0;
}
