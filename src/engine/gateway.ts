import { hashKey } from '../base/random/hash.ts';
import type { CompiledScenario } from '../compile/compiled.ts';
import type { Calendar } from '../kernel/calendar.ts';
import { createAdmission, refusalOf } from '../policy/admission/index.ts';
import type { Admission } from '../policy/admission/port.ts';
import { within } from '../policy/content.ts';
import { outcomeCode } from '../record/outcome.ts';
import type { Recorder } from '../record/port.ts';
import type { LostWork } from '../scenario/failures.ts';
import { type Clients, createClients } from './clients/clients.ts';
import type { Dispatcher } from './dispatcher.ts';
import { Exit } from './exit.ts';
import { fleetView } from './fleet-view.ts';
import { HandOffs } from './hand-offs.ts';
import type { HostStages } from './host/host-stages.ts';
import type { Intake } from './intake.ts';
import { LengthGuesses } from './length-guesses.ts';
import { takeBack } from './lost-work.ts';
import { Patience } from './patience.ts';
import type { FacilityMeter } from './power/facility-meter.ts';
import type { EngineReplica } from './replica/port.ts';
import { RequestFacts } from './request-facts.ts';
import { clearProgress, copy, field, type RequestTable, STRIDE, state } from './request-table.ts';
import type { Rollout } from './rollout/rollout.ts';
import { createShadows, type Shadows } from './rollout/shadows.ts';
import type { Slots } from './slots.ts';
import type { Tally } from './tally.ts';

/** What the gateway needs of the run around it. */
interface GatewayHost {
  readonly calendar: Calendar;
  readonly table: RequestTable;
  readonly recorder: Recorder;
  /** The latest instant that anything has happened at. */
  clockSeconds: number;
}

/** Where requests come in and go out: admission, the way to a dispatcher, clients' patience, and the one outcome of each. */
export class Gateway {
  readonly #scenario: CompiledScenario;
  readonly #host: GatewayHost;
  readonly #intake: Intake;
  readonly #replicas: readonly EngineReplica[];
  readonly #dispatchers: readonly Dispatcher[];
  readonly #tally: Tally;
  readonly #hosts: HostStages | null;
  readonly #admission: Admission;
  readonly #patience: Patience;
  readonly #clients: Clients | null;
  /** Where requests leave. */
  readonly exit: Exit;
  readonly #handOffs: HandOffs;
  readonly #facts: RequestFacts;
  readonly #rollout: Rollout | null;
  readonly #shadows: Shadows | null;
  /** The dispatchers whose answers somebody waits for. */
  readonly #answering: readonly Dispatcher[];
  readonly #guesses: LengthGuesses;
  /** What an admission policy sees. */
  readonly #fleet = { nowSeconds: 0, queued: 0, outstanding: 0, started: 0 };
  /** Requests that have come, those of clients who ask again included. */
  offered = 0;

  constructor(
    scenario: CompiledScenario,
    replication: number,
    host: GatewayHost,
    slots: Slots,
    parts: {
      readonly intake: Intake;
      readonly replicas: readonly EngineReplica[];
      readonly dispatchers: readonly Dispatcher[];
      readonly tally: Tally;
      readonly hosts: HostStages | null;
      readonly meter: FacilityMeter | null;
      readonly rollout: Rollout | null;
    },
  ) {
    const { table, calendar } = host;
    this.#scenario = scenario;
    this.#host = host;
    this.#intake = parts.intake;
    this.#replicas = parts.replicas;
    this.#dispatchers = parts.dispatchers;
    this.#tally = parts.tally;
    this.#hosts = parts.hosts;
    this.#admission = createAdmission(scenario.admission);
    this.#handOffs = new HandOffs(scenario, table, parts.replicas, parts.dispatchers);
    const { workloads, seed } = scenario;
    this.#patience = new Patience(workloads, table, calendar, slots.deadline, (name) =>
      hashKey(seed, replication, 'workload', name, 'patience'),
    );
    this.#clients = createClients(scenario, replication, host, slots.clients);
    this.exit = new Exit(host, { ...parts, handOffs: this.#handOffs, clients: this.#clients });
    this.#facts = new RequestFacts(scenario.workloads);
    this.#rollout = parts.rollout;
    const { dispatchers } = parts;
    this.#shadows = createShadows(this.#rollout, this.#facts, {
      table,
      dispatchers,
      exit: this.exit,
    });
    this.#answering = dispatchers.filter((each) => each !== this.#shadows?.dispatcher);
    this.#guesses = new LengthGuesses(scenario, replication, table);
  }

  /** Whether every request that has come has ended, and no client asks again. */
  get settled(): boolean {
    return this.exit.ended === this.offered && (this.#clients?.pending ?? 0) === 0;
  }

  /** Whether no request is in the system. */
  get idle(): boolean {
    return this.#fleet.outstanding + (this.#shadows?.load.outstanding ?? 0) === 0;
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
    rows[base + field.id] = this.offered;
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
    this.#come(handle, now);
    return now;
  }

  /** The calendar's event: a client asks again. Returns the workload and the instant. */
  askAgain(): { readonly workload: number; readonly seconds: number } {
    const clients = this.#clients!;
    const seconds = clients.nextSeconds;
    const handle = clients.take();
    const { rows } = this.#host.table;
    rows[handle * STRIDE + field.id] = this.offered;
    this.#come(handle, seconds);
    return { workload: rows[handle * STRIDE + field.workload]!, seconds };
  }

  #come(handle: number, now: number): void {
    this.offered++;
    this.#host.clockSeconds = Math.max(this.#host.clockSeconds, now);
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    const workload = rows[base + field.workload]!;
    const measured = rows[base + field.measured] === 1;
    this.#tally.onArrival(workload, measured, this.#fleet, this.#hosts?.answers ?? 0, now);
    rows[base + field.group] = this.#handOffs.entryGroup(workload, rows[base + field.prompt]!);
    const goesToCandidate = this.#rollout?.takes(rows, base) === true;
    // before anything befalls the request
    const twin = goesToCandidate && this.#shadows !== null ? this.#shadows.take(handle) : -1;
    if (goesToCandidate && twin < 0) rows[base + field.group] = this.#rollout!.candidateGroup;
    this.#enter(handle, this.#dispatcherOf(base), now);
    if (twin >= 0)
      this.#shadows!.send(twin, this.#guesses.of(twin, this.#shadows!.dispatcher.engine), now);
  }

  /** A request has come: it is refused, or goes on to the replicas that serve its model. */
  #enter(handle: number, dispatcher: Dispatcher, now: number): void {
    const fleet = this.#fleet;
    const { table } = this.#host;
    fleet.nowSeconds = now;
    const facts = this.#facts.read(table, handle);
    const isTooLong = this.#handOffs.isTooLong(handle, dispatcher);
    if (isTooLong || !this.#admission.admits(facts, fleetView(fleet, this.#answering))) {
      dispatcher.untaken++;
      const refusal = isTooLong ? 'rejected' : refusalOf(this.#scenario.admission.policy);
      this.exit.end(handle, now, outcomeCode[refusal], isTooLong);
      return;
    }
    fleet.queued++;
    fleet.outstanding++;
    this.#patience.begin(handle);
    const { rows } = table;
    rows[handle * STRIDE + field.predicted] = this.#guesses.of(handle, dispatcher.engine);
    dispatcher.accept(handle, facts, now);
  }

  /** Clients give up: those whose request waits leave now, those whose request runs at its next boundary. */
  expire(): number {
    const now = this.#patience.nextSeconds;
    const { rows } = this.#host.table;
    for (let h = this.#patience.nextDue(now); h >= 0; h = this.#patience.nextDue(now)) {
      const base = h * STRIDE;
      const replica = rows[base + field.replica]!;
      const waited = rows[base + field.state] === state.waiting;
      const dispatcher = this.#dispatcherOf(base);
      const left =
        this.#hosts?.giveUp(h, now) === true ||
        dispatcher.giveUp(h) ||
        this.#replicas[replica]!.giveUp(h, now);
      if (!left) continue;
      this.#handOffs.leaveSource(h, now);
      if (waited) this.#fleet.queued--;
      this.#fleet.outstanding--;
      if (replica >= 0) dispatcher.onEnded(h, now);
      this.exit.end(h, now, this.#patience.outcomeOf(h));
    }
    return now;
  }

  /** Replicas have lost these requests at `seconds`: each goes back to its dispatcher as if it came now, or fails. */
  onLost(lost: number[], seconds: number, fate: LostWork): void {
    const { rows } = this.#host.table;
    lost.sort((a, b) => rows[a * STRIDE + field.id]! - rows[b * STRIDE + field.id]!);
    const own = this.#shadows?.leave(lost, seconds) ?? lost;
    for (const handle of own) this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
    for (const handle of own) {
      const base = handle * STRIDE;
      const isOver = this.#patience.isOver(handle, seconds);
      this.#tally.onLost(rows, base, fate);
      if (isOver || fate === 'failed') {
        if (rows[base + field.state] === state.waiting) this.#fleet.queued--;
        this.#fleet.outstanding--;
        this.#patience.forget(handle);
        const outcome = isOver ? this.#patience.outcomeOf(handle) : outcomeCode.failed;
        this.exit.end(handle, seconds, outcome);
        continue;
      }
      takeBack(rows, base, seconds, fate);
      this.#dispatcherOf(base).accept(handle, this.#facts.read(this.#host.table, handle), seconds);
    }
  }

  // ── what replicas report ──────────────────────────────────────────────────────────────────────────────────────

  onScheduled(handle: number): void {
    const load = this.#isCopy(handle) ? this.#shadows!.load : this.#fleet;
    load.queued--;
    load.started++;
  }

  onPrompt(handle: number, seconds: number): void {
    this.#handOffs.onPrompt(handle, this.#facts.read(this.#host.table, handle), seconds);
  }

  onLanded(handle: number, seconds: number): void {
    this.#handOffs.leaveSource(handle, seconds);
  }

  onFirstToken(handle: number): void {
    if (!this.#isCopy(handle)) this.#patience.onFirstToken(handle);
  }

  onEnded(handle: number, seconds: number, completed: boolean): void {
    if (this.#isCopy(handle)) this.#shadows!.onEnded(handle, seconds, completed);
    else if (completed && this.#hosts?.comesAfter(handle) === true) {
      // a client who gave up during the last step waits for no more
      if (this.#patience.isOver(handle, seconds)) this.#leave(handle, seconds, false);
      else this.#goOn(this.#hosts, handle, seconds);
    } else this.#leave(handle, seconds, completed);
  }

  /** The calendar's event: a stage of a host ends. Returns its instant. */
  onHostStage(): number {
    const hosts = this.#hosts!;
    const seconds = hosts.nextSeconds;
    const handle = hosts.finish();
    if (handle < 0) return seconds;
    const base = handle * STRIDE;
    const isAfter = this.#host.table.rows[base + field.state] === state.after;
    if (isAfter) this.#leave(handle, seconds, true);
    else this.#dispatcherOf(base).onHostDone(handle, seconds);
    return seconds;
  }

  #goOn(hosts: HostStages, handle: number, seconds: number): void {
    this.#host.table.rows[handle * STRIDE + field.state] = state.after;
    hosts.enterAfter(handle, seconds);
  }

  #leave(handle: number, seconds: number, completed: boolean): void {
    this.#patience.forget(handle);
    this.#fleet.outstanding--;
    this.#dispatcherOf(handle * STRIDE).onEnded(handle, seconds);
    const outcome = completed ? outcomeCode.completed : this.#patience.outcomeOf(handle);
    this.exit.end(handle, seconds, outcome);
  }

  #isCopy(handle: number): boolean {
    return this.#host.table.rows[handle * STRIDE + field.copy] !== copy.none;
  }

  #dispatcherOf(base: number): Dispatcher {
    return this.#dispatchers[this.#host.table.rows[base + field.group]!]!;
  }
}
