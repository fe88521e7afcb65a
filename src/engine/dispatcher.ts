import type { CompiledScenario, HandOffSpec } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { dueSeconds, lane } from '../kernel/lanes.ts';
import { NONE, type Router } from '../policy/routing/port.ts';
import type { EngineSpec } from '../scenario/scenario.ts';
import { Approach } from './approach.ts';
import type { Embeddings } from './embeddings.ts';
import { createGroupRouter } from './group-router.ts';
import type { HostStages } from './host/host-stages.ts';
import { mostTokens } from './replica/longest-request.ts';
import type { PoolContext } from './replica/pool-context.ts';
import { contextFor, type EngineReplica } from './replica/port.ts';
import { mostReserved } from './replica/reserved-ledger.ts';
import { RequestFacts } from './request-facts.ts';
import { field, type RequestTable, STRIDE, state } from './request-table.ts';
import { createSignals, type RouterSignals } from './signals.ts';
import type { Slots } from './slots.ts';

const NEVER = Number.POSITIVE_INFINITY;

/**
 * Sends the requests for one model to the replicas that serve it: by the router at once, or through one central queue
 * (first come, first served) when replicas may hold only so many, or when none is up.
 */
export class Dispatcher {
  readonly replicas: readonly EngineReplica[];
  /** Where the replicas compute prompts alone: who decodes. */
  readonly handOff: HandOffSpec | undefined;
  /** What this model's requests find at each of the replicas. */
  readonly #contexts: readonly PoolContext[];
  /** Requests that no replica ever got: refused, or given up in the central queue. */
  untaken = 0;
  /** Requests in the central queue, oldest first. */
  readonly #queue: number[] = [];
  #queueHead = 0;
  /** Longest request, prompt and answer, that every replica can finish. */
  readonly #mostTokens: number;
  /** Requests that a replica may hold. */
  readonly #mostOutstanding: number;
  readonly #router: Router;
  readonly #approach: Approach;
  readonly #calendar: Calendar;
  readonly #table: RequestTable;
  readonly #slot: number;
  /** Null where the router asks for none. */
  readonly #signals: RouterSignals | null;
  #dispatchSeconds = 0;
  /** Longest request that every replica can reserve blocks for. */
  readonly #mostReserved: number;
  /** Position among this dispatcher's replicas, by number of the replica. */
  readonly #positions: Int32Array;
  readonly #facts: RequestFacts;
  /** Requests sent to each replica and not ended there. */
  readonly #outstanding: Int32Array;
  readonly #hosts: HostStages | null;
  /** Null where no images are encoded elsewhere. */
  readonly #embeddings: Embeddings | null;
  readonly #group: number;

  constructor(
    scenario: CompiledScenario,
    group: number,
    replication: number,
    replicas: readonly EngineReplica[],
    host: { readonly calendar: Calendar; readonly table: RequestTable },
    slots: Slots,
    hosts: HostStages | null = null,
    embeddings: Embeddings | null = null,
  ) {
    this.#hosts = hosts;
    this.#embeddings = embeddings;
    this.#group = group;
    const { routing } = scenario;
    const { replicas: members, handOff } = scenario.groups[group]!;
    this.handOff = handOff;
    this.#facts = new RequestFacts(scenario.workloads);
    this.replicas = members.map((index) => replicas[index]!);
    this.#positions = new Int32Array(replicas.length).fill(NONE);
    for (const [position, index] of members.entries()) this.#positions[index] = position;
    this.#contexts = this.replicas.map((replica) => contextFor(replica, group));
    this.#mostTokens = Math.min(...this.#contexts.map(({ spec }) => mostTokens(spec)));
    this.#mostReserved = Math.min(...this.#contexts.map(({ spec }) => mostReserved(spec)));
    this.#mostOutstanding = routing.queue === 'pool' ? routing.maxOutstandingPerReplica : NEVER;
    this.#router = createGroupRouter(scenario, group, replication, this.replicas);
    this.#outstanding = new Int32Array(members.length);
    this.#calendar = host.calendar;
    this.#table = host.table;
    this.#slot = slots.dispatcher + group;
    const around = { calendar: host.calendar, slot: slots.signal + group };
    this.#signals = createSignals(scenario, this.#router, this.replicas, around);
    this.#approach = new Approach(scenario, host, slots, group, replicas.length);
  }

  /** Limits of the engines: replicas that serve one model share the scheduler's kind and the predictor. */
  get engine(): EngineSpec {
    return this.#contexts[0]!.spec.engine;
  }

  /** False for a request longer than the model's context or a replica's whole cache: it could never finish. */
  canEverServe(handle: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const made = this.handOff === undefined ? rows[base + field.output]! : 1;
    if (rows[base + field.prompt]! + made > this.#mostTokens) return false;
    return rows[base + field.prompt]! + rows[base + field.maxTokens]! <= this.#mostReserved;
  }

  /** Requests in the central queue. */
  get queued(): number {
    return this.#queue.length - this.#queueHead;
  }

  /** Requests on their way to the scheduler of any replica, but those that wait for cores. */
  get inAnyApi(): number {
    return this.#approach.size + (this.#hosts?.working(this.#group) ?? 0);
  }

  /** Requests that were sent to a replica and that its scheduler does not have yet. */
  inApi(replica: number): number {
    return this.#approach.countOf(replica) + (this.#hosts?.countOf(replica, this.#group) ?? 0);
  }

  /** A request was admitted: it goes to a replica now, or waits in the central queue. */
  accept(handle: number, facts: RequestFacts, seconds: number): void {
    this.#signals?.begin(seconds);
    if (this.queued > 0 || !this.#send(handle, facts, seconds)) this.#queue.push(handle);
  }

  /** A request that was sent to a replica has ended. */
  onEnded(handle: number, seconds: number): void {
    this.onLeft(this.#table.rows[handle * STRIDE + field.replica]!, handle, seconds);
  }

  /** A request has left a replica, for good or for one that decodes it. */
  onLeft(replica: number, handle: number, seconds: number): void {
    const position = this.#positions[replica]!;
    this.#outstanding[position]!--;
    this.#router.onEnded(position, this.#facts.read(this.#table, handle));
    this.#dispatchSoon(seconds);
  }

  /** A replica takes requests from now on, or takes no more. */
  setAvailable(replica: number, available: boolean, seconds: number): void {
    this.#router.onAvailable(this.#positions[replica]!, available);
    if (available) this.#dispatchSoon(seconds);
  }

  /** The model, or an adapter of it, is on a replica's chips, or on its way there; or it has left. */
  onResident(replica: number, resident: boolean, adapter?: number): void {
    this.#router.onResident?.(this.#positions[replica]!, resident, adapter);
  }

  /** A replica fails: what was on its way to its scheduler is handed back. */
  fail(replica: number, seconds: number, each: (handle: number) => void): void {
    this.#hosts?.fail(replica, seconds, each);
    this.#approach.fail(replica, each);
  }

  /** All that happens at this instant happens first, and no replica plans before it knows what it was given. */
  #dispatchSoon(seconds: number): void {
    if (this.queued === 0 || this.#calendar.has(this.#slot)) return;
    this.#calendar.set(this.#slot, dueSeconds(lane.dispatch, seconds), lane.dispatch);
    this.#dispatchSeconds = seconds;
  }

  /** The calendar's event: hands out what the central queue holds while somebody has room. Returns its instant. */
  dispatch(): number {
    const seconds = this.#dispatchSeconds;
    while (this.queued > 0) {
      const handle = this.#queue[this.#queueHead]!;
      if (!this.#send(handle, this.#facts.read(this.#table, handle), seconds)) break;
      this.#queueHead++;
    }
    // only now: an idle replica that was given one defers its plan while more may come at this instant
    this.#calendar.clear(this.#slot);
    if (this.#queueHead > 1024 && this.#queueHead * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#queueHead);
      this.#queueHead = 0;
    }
    return seconds;
  }

  /** The calendar's event: an API server hands a request to its scheduler. Returns its instant. */
  deliver(): number {
    const { seconds, handle } = this.#approach.next('api');
    this.#handOver(handle, this.#facts.read(this.#table, handle), seconds);
    return seconds;
  }

  /** Takes out a request whose client gave up; false where a scheduler has it. */
  giveUp(handle: number): boolean {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    if (rows[base + field.replica]! >= 0) return this.#approach.giveUp(handle);
    if (rows[base + field.attempts] === 1 && rows[base + field.source]! < 0) this.untaken++;
    this.#queue.splice(this.#queue.indexOf(handle, this.#queueHead), 1);
    return true;
  }

  /** Takes out and reports every request that no scheduler has: the run ends here. */
  halt(each: (handle: number) => void): void {
    this.#approach.halt(each);
    for (; this.#queueHead < this.#queue.length; this.#queueHead++)
      each(this.#queue[this.#queueHead]!);
  }

  /** The calendar's event: replicas publish. Returns its instant. */
  signal(idle: boolean): number {
    return this.#signals!.onEvent(idle);
  }

  #send(handle: number, facts: RequestFacts, seconds: number): boolean {
    this.#signals?.beforeSend(seconds);
    const choice = this.#router.route(facts);
    if (choice === NONE) return false;
    this.#sendTo(choice, handle, facts, seconds);
    return true;
  }

  /** Sends one more copy of a request to the least loaded replica that is not one of `avoid`; false where none has room. */
  sendElsewhere(handle: number, avoid: readonly number[], seconds: number): boolean {
    const loads = this.replicas.map((replica, position) => {
      const isOpen = replica.life.state === 'up' && !avoid.includes(replica.index);
      return isOpen ? this.#outstanding[position]! : NEVER;
    });
    const fewest = Math.min(...loads);
    if (fewest >= this.#mostOutstanding) return false;
    this.#sendTo(loads.indexOf(fewest), handle, this.#facts.read(this.#table, handle), seconds);
    return true;
  }

  #sendTo(choice: number, handle: number, facts: RequestFacts, seconds: number): void {
    const replica = this.replicas[choice]!;
    this.#table.rows[handle * STRIDE + field.replica] = replica.index;
    this.#outstanding[choice]!++;
    this.#router.onSent(choice, facts);
    replica.received++;
    if (!this.#approach.begin(handle, seconds)) this.#enter(choice, handle, facts, seconds);
  }

  /** The calendar's event: a request comes to its site. Returns its instant. */
  arrive(): number {
    const { seconds, handle } = this.#approach.next('way');
    const choice = this.#positions[this.#table.rows[handle * STRIDE + field.replica]!]!;
    this.#enter(choice, handle, this.#facts.read(this.#table, handle), seconds);
    return seconds;
  }

  /** A request comes to the hosts of its replica, or the API. */
  #enter(choice: number, handle: number, facts: RequestFacts, seconds: number): void {
    const { apiSeconds } = this.#contexts[choice]!.spec;
    // one whose prompt is computed was read before
    const where = this.#table.rows[handle * STRIDE + field.state];
    const isRead = where === state.handedOff || where === state.encoded;
    if (!isRead && this.#hosts?.enter(handle, seconds) === true) return;
    if (apiSeconds > 0 && !isRead) this.#approach.api.put(handle, seconds, seconds + apiSeconds);
    else this.#handOver(handle, facts, seconds);
  }

  /** The stages before a request's scheduler are over: it goes on to the API. */
  onHostDone(handle: number, seconds: number): void {
    const { rows } = this.#table;
    const base = handle * STRIDE;
    const position = this.#positions[rows[base + field.replica]!]!;
    const { apiSeconds } = this.#contexts[position]!.spec;
    if (apiSeconds > 0) {
      this.#approach.api.put(handle, rows[base + field.sent]!, seconds + apiSeconds);
      return;
    }
    rows[base + field.ready] = seconds;
    this.#handOver(handle, this.#facts.read(this.#table, handle), seconds);
  }

  /** The calendar's event: what the prompt of a request finds below the prefix cache is read. Returns its instant. */
  onboard(): number {
    const { seconds, handle } = this.#approach.next('onboarding');
    this.#enqueue(handle, this.#facts.read(this.#table, handle), seconds);
    return seconds;
  }

  /** A request has come to its replica: to its scheduler, once all is there that its prompt finds below the prefix cache, or embeds. */
  #handOver(handle: number, facts: RequestFacts, seconds: number): void {
    const position = this.#positions[this.#table.rows[handle * STRIDE + field.replica]!]!;
    const embedded = this.#embeddings?.send(handle, seconds);
    const read = embedded ?? this.replicas[position]!.onboard?.(handle, seconds) ?? seconds;
    if (read > seconds) this.#approach.onboarding.put(handle, read);
    else this.#enqueue(handle, facts, seconds);
  }

  #enqueue(handle: number, facts: RequestFacts, seconds: number): void {
    const { rows } = this.#table;
    this.#embeddings?.land(handle, seconds);
    // the engine's length predictor guesses for the scheduler, not for the router
    facts.predictedTokens = rows[handle * STRIDE + field.predicted]!;
    const position = this.#positions[rows[handle * STRIDE + field.replica]!]!;
    this.replicas[position]!.enqueue(handle, facts, seconds);
  }
}
