import { hashKey } from '../base/random/hash.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import { createAdmission, refusalOf } from '../policy/admission/index.ts';
import type { Admission } from '../policy/admission/port.ts';
import { within } from '../policy/content.ts';
import { outcomeCode } from '../record/outcome.ts';
import { createCharge } from './charge.ts';
import { type Clients, createClients } from './clients/clients.ts';
import { createSatisfiedUsers } from './clients/satisfaction.ts';
import { Copies } from './copies.ts';
import { createDeferral, type Deferral } from './deferral.ts';
import { Departures } from './departures.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Exit } from './exit.ts';
import { fleetView } from './fleet-view.ts';
import type { GatewayHost, GatewayParts } from './gateway-parts.ts';
import { HandOffs } from './hand-offs.ts';
import type { HostStages } from './host/host-stages.ts';
import type { Intake } from './intake.ts';
import { createLadders, type Ladders } from './ladders.ts';
import { LengthGuesses } from './length-guesses.ts';
import { Patience } from './patience.ts';
import { RequestFacts } from './request-facts.ts';
import { problemOf } from './request-row.ts';
import { clearProgress, field, STRIDE } from './request-table.ts';
import type { Rollout } from './rollout/rollout.ts';
import type { Slots } from './slots.ts';
import { callSinkOf } from './strategy/call-rows.ts';
import { createPrograms } from './strategy/create-programs.ts';
import type { Programs } from './strategy/programs.ts';
import { RoutedGroups } from './strategy/routed-groups.ts';
import type { Tally } from './tally.ts';
import { createHomeward } from './way/homeward.ts';

/** Where requests come in and go out: admission, the way to a dispatcher, clients' patience, and the one outcome of each. */
export class Gateway {
  readonly #scenario: CompiledScenario;
  readonly #host: GatewayHost;
  readonly #intake: Intake;
  readonly #dispatchers: readonly Dispatcher[];
  readonly #tally: Tally;
  readonly #hosts: HostStages | null;
  readonly #admission: Admission;
  readonly #patience: Patience;
  readonly #clients: Clients | null;
  /** Null where no answer has a quality. */
  readonly programs: Programs | null;
  /** Where requests leave. */
  readonly exit: Exit;
  readonly departures: Departures;
  readonly #handOffs: HandOffs;
  readonly #facts: RequestFacts;
  readonly #rollout: Rollout | null;
  readonly #routed: RoutedGroups;
  /** Of which nobody waits for an answer. */
  readonly copies: Copies;
  readonly #guesses: LengthGuesses;
  /** Null where no request may wait for better times. */
  readonly deferral: Deferral | null;
  /** Null where nobody does less when deadlines are missed. */
  readonly ladders: Ladders | null;
  /** What an admission policy sees. */
  readonly #fleet = { nowSeconds: 0, queued: 0, outstanding: 0, started: 0 };
  /** Requests that have come, those of clients who ask again included. */
  offered = 0;
  /** Those, and all calls of their strategies. */
  #sent = 0;

  constructor(
    scenario: CompiledScenario,
    replication: number,
    host: GatewayHost,
    slots: Slots,
    parts: GatewayParts,
  ) {
    const { table, calendar } = host;
    this.#scenario = scenario;
    this.#host = host;
    this.#intake = parts.intake;
    this.#dispatchers = parts.dispatchers;
    this.#tally = parts.tally;
    this.#hosts = parts.hosts;
    this.#admission = createAdmission(scenario.admission);
    const { dispatchers, tally } = parts;
    this.#handOffs = new HandOffs(scenario, table, parts.replicas, dispatchers, tally);
    const { workloads, seed } = scenario;
    this.#patience = new Patience(workloads, table, calendar, slots.deadline, (name) =>
      hashKey(seed, replication, 'workload', name, 'patience'),
    );
    this.#clients = createClients(scenario, replication, host, slots.clients);
    this.programs = createPrograms(scenario, replication, slots, {
      table,
      calendar,
      meter: parts.meter,
      onCall: callSinkOf(scenario, host.recorder),
      bill: (row, seconds, isCopy) => this.exit.bill(row, seconds, isCopy),
      send: (handle, group, seconds) => this.#sendCall(handle, group, seconds),
      settled: (handle) => this.exit.settle(handle),
      drop: (handle, seconds) => this.departures.dropCall(handle, seconds),
      end: (handle, seconds, outcome) => {
        this.#patience.forget(handle);
        this.exit.answer(handle, seconds, outcome);
      },
    });
    const [programs, clients] = [this.programs, this.#clients];
    if (scenario.tools !== undefined) tally.tools = programs?.tools ?? null;
    const isRight = (handle: number) => programs?.results.isRight(handle) ?? null;
    const users = createSatisfiedUsers(scenario, replication, host, isRight);
    this.ladders = createLadders(scenario, table, parts.replicas, host.power);
    const { ladders } = this;
    const leaving = { handOffs: this.#handOffs, clients, users, programs, ladders };
    this.exit = new Exit(host, { ...parts, ...leaving, charge: createCharge(workloads) });
    this.#facts = new RequestFacts(scenario.workloads);
    this.#rollout = parts.rollout;
    this.#routed = new RoutedGroups(scenario, replication);
    const own = { exit: this.exit, patience: this.#patience, fleet: this.#fleet };
    this.#guesses = new LengthGuesses(scenario, replication, table);
    const around = { ...parts, ...own, table, calendar, programs, handOffs: this.#handOffs };
    const copying = { ...around, guesses: this.#guesses };
    this.copies = new Copies(scenario, this.#rollout, this.#facts, copying, slots);
    this.deferral = createDeferral(scenario, replication, slots.deferral, {
      ...around,
      canServe: (handle) => !this.#handOffs.isTooLong(handle),
      goOn: (handle, seconds) => this.#goOn(handle, seconds),
    });
    this.departures = new Departures({
      ...around,
      facts: this.#facts,
      copies: this.copies,
      deferral: this.deferral,
      homeward: createHomeward(scenario, host, slots.homeward),
    });
  }

  /** Whether every request that has come has ended, and no client asks again. */
  get settled(): boolean {
    const none = this.exit.ended === this.offered && (this.#clients?.pending ?? 0) === 0;
    return none && (this.programs?.idle ?? true);
  }

  /** Whether no request is in the system. */
  get idle(): boolean {
    return this.#fleet.outstanding + this.copies.outstanding === 0;
  }

  /** The calendar's event: the next request of a workload comes. Returns its instant. */
  arrive(workload: number): number {
    const now = this.#intake.nextSeconds(workload);
    const { table } = this.#host;
    const { horizon } = this.#scenario;
    const handle = table.allocate();
    const { rows } = table;
    const base = handle * STRIDE;
    const position = this.#intake.offered;
    const measured = position >= horizon.warmupRequests && now >= horizon.warmupSeconds;
    rows[base + field.id] = this.#sent;
    rows[base + field.workload] = workload;
    rows[base + field.arrival] = now;
    rows[base + field.measured] = measured ? 1 : 0;
    clearProgress(rows, base);
    if (position === horizon.warmupRequests && horizon.warmupSeconds === 0) {
      this.#tally.openWindow(now);
    }
    this.#clients?.begin(handle, position);
    const content = this.#intake.take(workload, rows, base);
    table.contents[handle] = within(content, rows[base + field.prompt]!);
    this.programs?.onArrival(base);
    this.#come(handle, now);
    return now;
  }

  /** The calendar's event: a client asks again. Returns its instant. */
  askAgain(): number {
    const clients = this.#clients!;
    const seconds = clients.nextSeconds;
    const handle = clients.take();
    const { rows } = this.#host.table;
    rows[handle * STRIDE + field.id] = this.#sent;
    this.#come(handle, seconds);
    return seconds;
  }

  #come(handle: number, now: number): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    rows[base + field.request] = this.offered++;
    this.#sent++;
    this.#host.clockSeconds = Math.max(this.#host.clockSeconds, now);
    const workload = rows[base + field.workload]!;
    const group = this.#routed.groupOf(workload, problemOf(rows, base));
    const images = rows[base + field.images]!;
    rows[base + field.group] = this.#handOffs.entryGroup(group, rows[base + field.prompt]!, images);
    this.#tally.onArrival(rows, base, this.#fleet, this.#hosts?.answers ?? 0, now);
    if (this.deferral?.holds(handle, now) !== true) this.#goOn(handle, now);
  }

  #goOn(handle: number, now: number): void {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    rows[base + field.entered] = now;
    this.#tally.onEntered(rows, base, now);
    if (this.ladders?.skips(handle, now) === true) {
      this.#dispatcherOf(base).untaken++;
      this.exit.leaveOut(handle, now);
      return;
    }
    const falls = this.#rollout?.takes(rows, base) === true;
    // before anything befalls the request
    const { shadows } = this.copies;
    const twin = falls && shadows !== null ? shadows.take(handle) : -1;
    const goesToCandidate = falls && twin < 0;
    if (goesToCandidate) this.#rollout!.claim(rows, base);
    this.#enter(handle, this.#dispatcherOf(base), now, goesToCandidate);
    if (twin >= 0) shadows!.send(twin, now);
  }

  /** A request has come: it is refused, or goes on to the replicas that serve its model. */
  #enter(handle: number, dispatcher: Dispatcher, now: number, isCandidate: boolean): void {
    const fleet = this.#fleet;
    fleet.nowSeconds = now;
    const facts = this.#facts.read(this.#host.table, handle);
    const isTooLong = this.#handOffs.isTooLong(handle);
    if (isTooLong || !this.#admission.admits(facts, fleetView(fleet, this.copies.answering))) {
      dispatcher.untaken++;
      const refusal = isTooLong ? 'rejected' : refusalOf(this.#scenario.admission.policy);
      this.exit.end(handle, now, outcomeCode[refusal], isTooLong);
      return;
    }
    this.#patience.begin(handle);
    this.copies.hedges?.begin(handle);
    if (this.programs?.begin(handle, now, isCandidate) === true) return;
    this.#tally.onStreamed(this.#host.table.rows, handle, now);
    this.#dispatch(handle, dispatcher, facts, now);
  }

  /** A request goes on to the replicas, or a call. */
  #dispatch(handle: number, dispatcher: Dispatcher, facts: RequestFacts, now: number): void {
    const load = this.copies.loadOf(handle);
    load.queued++;
    load.outstanding++;
    const { rows } = this.#host.table;
    rows[handle * STRIDE + field.predicted] = this.#guesses.of(handle, dispatcher.engine);
    dispatcher.accept(handle, facts, now);
  }

  /** A program asks for a call. False where no replica could ever serve it. */
  #sendCall(handle: number, group: number, now: number): boolean {
    const { table } = this.#host;
    const { rows } = table;
    const base = handle * STRIDE;
    rows[base + field.id] = this.copies.numberOf(handle) ?? this.#sent++;
    rows[base + field.group] = this.#handOffs.entryGroup(group, rows[base + field.prompt]!);
    if (this.#handOffs.isTooLong(handle)) return false;
    this.#tally.onSent(rows, base, now);
    this.#dispatch(handle, this.#dispatcherOf(base), this.#facts.read(table, handle), now);
    return true;
  }

  // ── what replicas report ──────────────────────────────────────────────────────────────────────────────────────

  onScheduled(handle: number): void {
    const load = this.copies.loadOf(handle);
    load.queued--;
    load.started++;
  }

  onPrompt(handle: number, seconds: number): void {
    this.#handOffs.onPrompt(handle, this.#facts.read(this.#host.table, handle), seconds);
  }

  onLanded(handle: number, seconds: number): void {
    this.#handOffs.leaveSource(handle, seconds);
  }

  #dispatcherOf(base: number): Dispatcher {
    return this.#dispatchers[this.#host.table.rows[base + field.group]!]!;
  }
}
