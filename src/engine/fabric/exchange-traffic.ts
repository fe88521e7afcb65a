import type { CompiledFabric } from '../../compile/fabric.ts';
import type { ChipAddress, FabricGraph, FabricLinkKind } from '../../physics/fabric/graph.ts';
import type { Exchanged } from '../../physics/step-model.ts';
import type { ExchangeTotals } from '../../record/network-totals.ts';
import type { ReplicaSums } from '../replica/step-ledger.ts';

/** By link, the share of a replica's bytes of one kind that crosses it. */
type LinkShares = ReadonlyMap<number, number>;

/** Where what the chips of a replica send each other in steps goes. */
interface Spread {
  readonly inside: LinkShares;
  readonly across: LinkShares;
  readonly handOn: LinkShares;
  /** Share of what stages hand on that goes to another node. */
  readonly handedAcross: number;
}

/** The kinds of exchanges. */
type Kind = 'inside' | 'across' | 'handOn';

/** What exchanges put on links over a run. */
interface LinkTraffic {
  readonly bytes: Float64Array;
  /** Σ over replicas whose exchanges cross a link of the time that these take of their steps. */
  readonly seconds: Float64Array;
}

/**
 * What chips exchange inside steps, on the links that the placement of their replica gives them, cables whole. Each chip
 * of a stage sends as much as any other: inside a node to the next chip of its group (which loads the ends of all chips
 * as exchanges between all pairs would), between nodes to the chip of its own rank in each other node, to the next stage
 * of the pipeline to its counterpart there; over all equally good ways alike, for a collective has many connections.
 */
export class ExchangeTraffic {
  readonly #fabric: CompiledFabric;
  readonly #graph: FabricGraph;
  readonly #spreads: (Spread | undefined)[] = [];
  /** By replica, of a byte of each kind: what adapters and trunks take for it. */
  readonly #joules: (Record<Kind, number> | undefined)[] = [];

  constructor(fabric: CompiledFabric, graph: FabricGraph) {
    this.#fabric = fabric;
    this.#graph = graph;
  }

  /** Joules that adapters and trunks take for what a replica has exchanged: those of other links are its chips'. */
  joulesOf(replica: number, of: Readonly<Exchanged>): number {
    if (of.acrossBytes + of.handOnBytes === 0) return 0;
    let known = this.#joules[replica];
    if (known === undefined) {
      const { inside, across, handOn } = this.#spreadOf(replica);
      const joules = (shares: LinkShares) => this.#joulesPerByte(shares);
      known = { inside: joules(inside), across: joules(across), handOn: joules(handOn) };
      this.#joules[replica] = known;
    }
    return of.acrossBytes * known.across + of.handOnBytes * known.handOn;
  }

  /** What the exchanges of a run came to, by link, where `sums` are those of its replicas. */
  byLink(sums: readonly Readonly<ReplicaSums>[]): LinkTraffic {
    const { length } = this.#graph.links;
    const traffic = { bytes: new Float64Array(length), seconds: new Float64Array(length) };
    const put = (shares: LinkShares, bytes: number, seconds: number) => {
      for (const [link, share] of shares) {
        traffic.bytes[link]! += share * bytes;
        traffic.seconds[link]! += seconds;
      }
    };
    for (const [replica, { exchanged: of }] of sums.entries()) {
      if (of.insideBytes + of.acrossBytes + of.handOnBytes === 0) continue;
      const { inside, across, handOn } = this.#spreadOf(replica);
      if (of.insideBytes > 0) put(inside, of.insideBytes, of.insideSeconds);
      if (of.acrossBytes > 0) put(across, of.acrossBytes, of.acrossSeconds);
      if (of.handOnBytes > 0) put(handOn, of.handOnBytes, of.handOnSeconds);
    }
    return traffic;
  }

  /** What they came to over all replicas that exchange anything. */
  totals(sums: readonly Readonly<ReplicaSums>[]): ExchangeTotals {
    const totals = {
      ...{ insideBytes: 0, acrossBytes: 0, handOnBytes: 0, handOnAcrossBytes: 0 },
      ...{ seconds: 0, expertSeconds: 0, acrossSeconds: 0, stepSeconds: 0, joules: 0 },
    };
    let inNode = '';
    for (const [replica, { exchanged, busySeconds }] of sums.entries()) {
      const { insideSeconds, acrossSeconds, handOnSeconds, expertSeconds } = exchanged;
      const seconds = insideSeconds + acrossSeconds + handOnSeconds;
      if (seconds === 0) continue;
      const handedAcross = handOnSeconds > 0 ? this.#spreadOf(replica).handedAcross : 0;
      totals.handOnAcrossBytes += handedAcross * exchanged.handOnBytes;
      totals.insideBytes += exchanged.insideBytes;
      totals.acrossBytes += exchanged.acrossBytes;
      totals.handOnBytes += exchanged.handOnBytes;
      totals.seconds += seconds;
      totals.expertSeconds += expertSeconds;
      totals.acrossSeconds += acrossSeconds + handedAcross * handOnSeconds;
      totals.stepSeconds += busySeconds;
      totals.joules += this.joulesOf(replica, exchanged);
      inNode ||= this.#scaleUpOf(replica);
    }
    const isAcross = totals.acrossSeconds > totals.seconds / 2;
    return { ...totals, over: isAcross ? this.#fabric.scaleOut.name : inNode };
  }

  #scaleUpOf(replica: number): string {
    const node = this.#fabric.chips[replica]?.[0]?.node ?? 0;
    return this.#fabric.nodes[node]?.scaleUp.name ?? '';
  }

  #joulesPerByte(shares: LinkShares): number {
    let joules = 0;
    for (const [link, share] of shares) {
      const { kind, joulesPerBit } = this.#graph.links[link]!;
      if (isOutside(kind)) joules += 8 * joulesPerBit * share;
    }
    return joules;
  }

  #spreadOf(replica: number): Spread {
    const known = this.#spreads[replica];
    if (known !== undefined) return known;
    const chips = this.#fabric.chips[replica] ?? [];
    const stages = this.#fabric.stages[replica] ?? 1;
    const size = chips.length / stages;
    const groups = Array.from({ length: stages }, (_, stage) =>
      chips.slice(stage * size, (stage + 1) * size),
    );
    const nodes = groups.map(byNode);
    const hands = groups.slice(1).flatMap((group, stage) => pairs(groups[stage] ?? [], group));
    const away = hands.filter(([from, to]) => from.node !== to.node).length;
    const spread = {
      inside: this.#sharesOf(nodes.flat().flatMap(neighbours)),
      across: this.#sharesOf(nodes.flatMap(counterparts)),
      handOn: this.#sharesOf(hands),
      handedAcross: hands.length > 0 ? away / hands.length : 0,
    };
    this.#spreads[replica] = spread;
    return spread;
  }

  /** Equal parts by each pair of chips, and of each pair by each way. */
  #sharesOf(connections: readonly Pair[]): LinkShares {
    const shares = new Map<number, number>();
    for (const [from, to] of connections) {
      const ways = this.#graph.ways(from, to);
      const share = 1 / (connections.length * ways);
      for (let way = 0; way < ways; way++) {
        for (const link of this.#graph.path(from, to, way)) {
          shares.set(link, (shares.get(link) ?? 0) + share);
        }
      }
    }
    return shares;
  }
}

/** Whether what a link takes for exchanges is no part of what accelerators take. */
export function isOutside(kind: FabricLinkKind): boolean {
  return kind === 'adapter' || kind === 'trunk';
}

type Pair = readonly [ChipAddress, ChipAddress];

/** The chips of a group, node by node. */
function byNode(chips: readonly ChipAddress[]): readonly (readonly ChipAddress[])[] {
  const nodes = new Map<number, ChipAddress[]>();
  for (const chip of chips) nodes.set(chip.node, [...(nodes.get(chip.node) ?? []), chip]);
  return [...nodes.values()];
}

/** Each chip of a node with the next one, the last with the first. */
function neighbours(chips: readonly ChipAddress[]): readonly Pair[] {
  return chips.length < 2 ? [] : pairs(chips, [...chips.slice(1), ...chips.slice(0, 1)]);
}

/** Each chip with those of its rank in all other nodes. */
function counterparts(nodes: readonly (readonly ChipAddress[])[]): readonly Pair[] {
  return nodes.flatMap((from) => nodes.flatMap((to) => (from === to ? [] : pairs(from, to))));
}

function pairs(from: readonly ChipAddress[], to: readonly ChipAddress[]): readonly Pair[] {
  return from.flatMap((chip, i): readonly Pair[] => {
    const other = to[i];
    return other === undefined ? [] : [[chip, other]];
  });
}
