import type { CompiledGroup, CompiledScenario } from '../../src/compile/compiled.ts';
import type { Sequence } from './plain-sequence.ts';

/**
 * The routers by plain scans over everything that was sent and has not ended. The length predictor belongs to a pool's
 * engine (sjf); the router stands before the pools, has none, and goes by what the client asks for at most.
 */
export class PlainRouter {
  readonly #policy: CompiledScenario['routing']['policy'];
  readonly #maxOutstanding: number;
  /** Per group, the position after the last replica that round-robin chose. */
  readonly #turn: number[];
  readonly #groups: readonly CompiledGroup[];

  constructor(scenario: CompiledScenario) {
    this.#policy = scenario.routing.policy;
    this.#maxOutstanding =
      scenario.routing.queue === 'pool' ? scenario.routing.maxOutstandingPerReplica : Infinity;
    this.#groups = scenario.groups;
    this.#turn = scenario.groups.map(() => 0);
  }

  /** The replica that takes a request of `group` now, −1 when all are full. `sent`: all that have not ended. */
  route(
    group: number,
    sent: readonly Sequence[],
    takes: (replica: number) => boolean = () => true,
  ): number {
    const replicas = this.#groups[group]!.replicas;
    // One whose prompt is computed counts there until its keys and values have left.
    const at = (replica: number) =>
      sent.filter((sequence) => sequence.replica === replica || sequence.source === replica);
    const isOpen = (replica: number) => takes(replica) && at(replica).length < this.#maxOutstanding;
    switch (this.#policy) {
      case 'round-robin':
        return this.#next(group, replicas, isOpen);
      case 'least-outstanding':
        return least(replicas.filter(isOpen), (replica) => at(replica).length);
      case 'least-tokens':
        return least(replicas.filter(isOpen), (replica) =>
          at(replica).reduce((sum, s) => sum + s.spec.promptTokens + s.spec.maxTokens, 0),
        );
      default:
        throw new Error(`the plain loop has no router ${this.#policy}`);
    }
  }

  /** The replica with the fewest that takes a further copy of a request of `group`, −1 when all but `avoid` are full. */
  routeElsewhere(group: number, sent: readonly Sequence[], avoid: readonly number[]): number {
    const { replicas } = this.#groups[group]!;
    const at = (replica: number) => sent.filter((sequence) => sequence.replica === replica).length;
    const others = replicas.filter((replica) => !avoid.includes(replica));
    const chosen = least(others, at);
    if (chosen === -1 || at(chosen) >= this.#maxOutstanding) return -1;
    this.#turn[group] = (replicas.indexOf(chosen) + 1) % replicas.length;
    return chosen;
  }

  /** The first open replica from the one whose turn it is; nobody's turn passes when all are full. */
  #next(group: number, replicas: readonly number[], isOpen: (replica: number) => boolean): number {
    for (let i = 0; i < replicas.length; i += 1) {
      const position = (this.#turn[group]! + i) % replicas.length;
      if (isOpen(replicas[position]!)) {
        this.#turn[group] = (position + 1) % replicas.length;
        return replicas[position]!;
      }
    }
    return -1;
  }
}

/** The candidate of least cost; of equals the first. */
function least(candidates: readonly number[], cost: (replica: number) => number): number {
  let best = -1;
  for (const candidate of candidates) {
    if (best === -1 || cost(candidate) < cost(best)) best = candidate;
  }
  return best;
}
