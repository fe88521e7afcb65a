import { assert } from '../../base/assert.ts';
import { hashKey, hashUniform } from '../../base/random/hash.ts';
import { createStream } from '../../base/random/stream.ts';
import type { CompiledScenario } from '../../compile/compiled.ts';
import type { CompiledFabric } from '../../compile/fabric.ts';
import { buildFabric } from '../../physics/fabric/build-fabric.ts';
import { cablesOf } from '../../physics/fabric/cables.ts';
import type { ChipAddress, FabricGraph } from '../../physics/fabric/graph.ts';
import { maxMinRates } from '../../physics/fabric/max-min.ts';
import type { NetworkTotals } from '../../record/network-totals.ts';
import type { Recorder } from '../../record/port.ts';
import { Agenda } from '../fleet/agenda.ts';
import { ReplicaSums } from '../replica/step-ledger.ts';
import { planCableFailures } from './cable-failures.ts';
import { ExchangeTraffic, isOutside } from './exchange-traffic.ts';
import { type Flow, Flows } from './flows.ts';

/** The links of a run; null where transfers have adapters to themselves. */
export function openNetwork(
  scenario: CompiledScenario,
  replication: number,
  replicas: readonly SteppingReplica[],
): Network | null {
  const { fabric } = scenario;
  return fabric === undefined ? null : new Network(scenario, fabric, replication, replicas);
}

/** A replica, whose chips exchange inside its steps. */
interface SteppingReplica {
  readonly index: number;
  sumsAt(seconds: number, sums: ReplicaSums): void;
}

/** A transfer that is not whole yet. */
interface Transfer {
  /** Flows that are left. */
  flows: number;
  readonly latencySeconds: number;
  readonly startSeconds: number;
  /** What it would have taken by itself. */
  readonly aloneSeconds: number;
}

/** The ends of one flow: two chips, and the hash of their connection. */
interface Connection {
  readonly from: ChipAddress;
  readonly to: ChipAddress;
  readonly hash: number;
}

/** What a pair of replicas has between its chips. */
interface Route {
  readonly connections: readonly Connection[];
  /** Of a transfer that has all links to itself; each flow carries an equal part of it. */
  readonly secondsPerByte: number;
}

/**
 * The links between replicas. A transfer is one flow per pair of chips, each with an equal part of the bytes: chips of
 * the replica with more of them pair with those of the other in order. A connection between two chips keeps to one of the
 * equally good ways, chosen by a hash, as long as that way is whole (ECMP); else it takes the next one that is, and where
 * none is, it waits. A transfer is over when its last flow is, and the latency of the longest path has passed.
 */
export class Network {
  readonly #fabric: CompiledFabric;
  readonly #graph: FabricGraph;
  readonly #flows: Flows;
  readonly #agenda = new Agenda();
  readonly #transfers = new Map<number, Transfer>();
  readonly #routes = new Map<number, Route>();
  readonly #connectionOf = new Map<Flow, Connection>();
  readonly #replicas: readonly SteppingReplica[];
  readonly #traffic: ExchangeTraffic;
  readonly #key: number;
  readonly #idleWatts: number;
  #seconds = 0;
  #carried = 0;
  #carriedBytes = 0;
  #transferSeconds = 0;
  #aloneSeconds = 0;
  #failures = 0;

  constructor(
    scenario: CompiledScenario,
    fabric: CompiledFabric,
    replication: number,
    replicas: readonly SteppingReplica[],
  ) {
    this.#fabric = fabric;
    this.#replicas = replicas;
    this.#graph = buildFabric(fabric);
    this.#traffic = new ExchangeTraffic(fabric, this.#graph);
    const { links } = this.#graph;
    this.#flows = new Flows(links);
    this.#key = hashKey(scenario.seed, replication, 'fabric', 'ways');
    this.#idleWatts = links.reduce((sum, { idleWatts }) => sum + idleWatts, 0);
    const reroute = (flow: Flow) => this.#pathOf(this.#connectionOf.get(flow)!);
    const setDown = (cable: readonly number[], isDown: boolean, seconds: number) => {
      if (isDown) this.#failures++;
      this.#flows.setDown(cable, isDown, seconds, reroute);
    };
    planCableFailures(
      fabric.failures,
      cablesOf(links),
      { agenda: this.#agenda, setDown },
      (index, cable, purpose) =>
        createStream(scenario.seed, replication, 'fabric-link', index, cable, purpose),
    );
  }

  get nextSeconds(): number {
    return Math.min(this.#flows.nextSeconds, this.#agenda.nextSeconds);
  }

  /** A request's bytes set out from one replica to another. */
  send(request: number, from: number, to: number, bytes: number, seconds: number): void {
    assert(!this.#transfers.has(request), 'a request is carried twice');
    const { connections, secondsPerByte } = this.#routeOf(from, to);
    let latencySeconds = 0;
    const flows = connections.map((connection): Flow => {
      const path = this.#pathOf(connection);
      const { links, flowBytesPerSecond } = this.#graph;
      const latency = path.reduce((sum, link) => sum + links[link]!.latencySeconds, 0);
      latencySeconds = Math.max(latencySeconds, latency);
      const flow = {
        path,
        mostBytesPerSecond: isInside(connection) ? Number.POSITIVE_INFINITY : flowBytesPerSecond,
        request,
        leftBytes: bytes / connections.length,
        bytesPerSecond: 0,
        sinceSeconds: seconds,
        endSeconds: Number.POSITIVE_INFINITY,
        joulesPerByte: 0,
      };
      this.#connectionOf.set(flow, connection);
      return flow;
    });
    this.#transfers.set(request, {
      flows: flows.length,
      latencySeconds,
      startSeconds: seconds,
      aloneSeconds: bytes * secondsPerByte,
    });
    this.#carriedBytes += bytes;
    this.#flows.start(flows, seconds);
    this.#seconds = seconds;
  }

  /** Whether bytes of a request have not left yet. */
  carries(request: number): boolean {
    return this.#transfers.has(request);
  }

  /** One end of a request's transfer has failed: what has not left yet is not carried, and others may have its links. */
  drop(request: number, seconds: number): void {
    const flows = [...this.#connectionOf.keys()].filter((flow) => flow.request === request);
    this.#flows.drop(flows, seconds);
    this.#seconds = Math.max(this.#seconds, seconds);
    for (const flow of flows) {
      this.#carriedBytes -= flow.leftBytes;
      this.#connectionOf.delete(flow);
    }
    this.#transfers.delete(request);
  }

  /** Its next event; `landed` hears of every request whose last byte has left, and when it is all there. */
  onEvent(landed: (request: number, seconds: number) => void): number {
    const seconds = this.nextSeconds;
    this.#seconds = seconds;
    if (this.#agenda.nextSeconds <= seconds) return this.#agenda.run();
    for (const flow of this.#flows.end(seconds)) {
      this.#connectionOf.delete(flow);
      const transfer = this.#transfers.get(flow.request)!;
      transfer.flows--;
      if (transfer.flows > 0) continue;
      this.#transfers.delete(flow.request);
      this.#carried++;
      this.#transferSeconds += seconds - transfer.startSeconds;
      this.#aloneSeconds += transfer.aloneSeconds;
      landed(flow.request, seconds + transfer.latencySeconds);
    }
    return seconds;
  }

  /** Joules until `seconds` of what stands outside the nodes, of all bytes that moved, and of exchanges outside nodes. */
  joulesAt(seconds: number): number {
    let exchanged = 0;
    for (const replica of this.#replicas) {
      const sums = new ReplicaSums();
      replica.sumsAt(seconds, sums);
      exchanged += this.#traffic.joulesOf(replica.index, sums.exchanged);
    }
    return this.#transferJoulesAt(seconds) + exchanged;
  }

  #transferJoulesAt(seconds: number): number {
    return this.#flows.joulesAt(Math.max(seconds, this.#seconds)) + this.#idleWatts * seconds;
  }

  /**
   * Ends the run, over which `sums` are those of its replicas: records every link that anything crossed or that takes
   * power, and says what came of transfers and exchanges.
   */
  finish(
    seconds: number,
    sums: readonly Readonly<ReplicaSums>[],
    recorder: Recorder,
  ): NetworkTotals {
    this.#flows.halt(seconds);
    const traffic = this.#traffic.byLink(sums);
    const exchanges = this.#traffic.totals(sums);
    const { links } = this.#graph;
    let fullest = -1;
    for (const [link, { kind, bytesPerSecond, joulesPerBit, idleWatts }] of links.entries()) {
      const bytes = this.#flows.bytes[link]!;
      const exchangeBytes = traffic.bytes[link]!;
      if (bytes + exchangeBytes === 0 && idleWatts === 0) continue;
      const fullSeconds = this.#flows.fullSeconds(link, seconds);
      const isFirst = fullest < 0 && bytes > 0;
      if (isFirst || fullSeconds > this.#flows.fullSeconds(fullest, seconds)) fullest = link;
      recorder.link?.({
        link,
        kind,
        bytesPerSecond,
        bytes,
        busySeconds: this.#flows.busySeconds(link, seconds),
        fullSeconds,
        utilization: bytes > 0 ? bytes / (bytesPerSecond * seconds) : 0,
        exchangeBytes,
        exchangeSeconds: traffic.seconds[link]!,
        exchangeJoules: 8 * joulesPerBit * exchangeBytes,
        joules:
          8 * joulesPerBit * (isOutside(kind) ? bytes + exchangeBytes : bytes) +
          idleWatts * seconds,
      });
    }
    return {
      transfers: this.#carried,
      bytes: this.#carriedBytes,
      transferSeconds: this.#transferSeconds,
      aloneSeconds: this.#aloneSeconds,
      joules: this.#transferJoulesAt(seconds) + exchanges.joules,
      failures: this.#failures,
      exchanges,
      fullest:
        fullest < 0
          ? null
          : {
              name: links[fullest]!.name,
              fullShare: this.#flows.fullSeconds(fullest, seconds) / seconds,
              utilization: this.#flows.bytes[fullest]! / (links[fullest]!.bytesPerSecond * seconds),
            },
    };
  }

  #routeOf(from: number, to: number): Route {
    const { chips } = this.#fabric;
    const pair = from * chips.length + to;
    const known = this.#routes.get(pair);
    if (known !== undefined) return known;
    const [near, far] = [chips[from]!, chips[to]!];
    const count = Math.max(near.length, far.length);
    const connections = Array.from({ length: count }, (_, i) => {
      const [a, b] = [Math.floor((i * near.length) / count), Math.floor((i * far.length) / count)];
      const hash = hashUniform(this.#key, from * 4096 + a, to * 4096 + b, 0);
      return { from: near[a]!, to: far[b]!, hash };
    });
    const flows = connections.map((connection) => ({
      path: this.#wayOf(connection, 0),
      mostBytesPerSecond: isInside(connection)
        ? Number.POSITIVE_INFINITY
        : this.#graph.flowBytesPerSecond,
    }));
    const rates = maxMinRates(flows, (link) => this.#graph.links[link]!.bytesPerSecond);
    const route = { connections, secondsPerByte: 1 / (count * Math.min(...rates)) };
    this.#routes.set(pair, route);
    return route;
  }

  #wayOf({ from, to, hash }: Connection, tries: number): readonly number[] {
    const ways = this.#graph.ways(from, to);
    return this.#graph.path(from, to, (Math.floor(hash * ways) + tries) % ways);
  }

  /** The way of a connection, or the next one that is whole; its own where none is. */
  #pathOf(connection: Connection): readonly number[] {
    const ways = this.#graph.ways(connection.from, connection.to);
    for (let tries = 0; tries < ways; tries++) {
      const path = this.#wayOf(connection, tries);
      if (path.every((link) => !this.#flows.isDown(link))) return path;
    }
    return this.#wayOf(connection, 0);
  }
}

function isInside({ from, to }: Connection): boolean {
  return from.node === to.node;
}
