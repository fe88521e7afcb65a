import type { CompiledScenario } from '../compile/compiled.ts';
import type { ReplicaHost } from './replica/host.ts';
import type { EngineReplica } from './replica/port.ts';
import { field, STRIDE, state } from './request-table.ts';

/** What embeddings need of the run around them. */
type Host = Pick<ReplicaHost, 'table' | 'onLanded'>;

/**
 * Embeddings of images on their way from the replicas that encode to those of one group that compute prompts. The adapters
 * of each end carry those of one request at a time, in the order in which they were sent; the narrower end sets the pace.
 * Those that have been sent to a replica which fails, or whose client gives up, keep the adapters busy all the same.
 */
export class Embeddings {
  readonly #host: Host;
  readonly #replicas: readonly EngineReplica[];
  readonly #bytesPerImage: number;
  /** When the adapters of each replica are free again. */
  readonly #freeSeconds: Float64Array;

  constructor(
    host: Host,
    replicas: readonly EngineReplica[],
    bytesPerImage: number,
    freeSeconds: Float64Array,
  ) {
    this.#host = host;
    this.#replicas = replicas;
    this.#bytesPerImage = bytesPerImage;
    this.#freeSeconds = freeSeconds;
  }

  /** The embeddings of a request set out; returns when all of them are there, undefined where it waits for none. */
  send(handle: number, seconds: number): number | undefined {
    const { rows } = this.#host.table;
    const base = handle * STRIDE;
    if (rows[base + field.state] !== state.encoded) return undefined;
    const [from, to] = [rows[base + field.source]!, rows[base + field.replica]!];
    const [near, far] = [this.#networkOf(from), this.#networkOf(to)];
    const bandwidth = Math.min(near.bytesPerSecond, far.bytesPerSecond);
    const free = this.#freeSeconds;
    const bothFree = Math.max(free[from]!, free[to]!);
    const carried =
      Math.max(seconds, bothFree) + (rows[base + field.images]! * this.#bytesPerImage) / bandwidth;
    free[from] = carried;
    free[to] = carried;
    return carried + Math.max(near.latencySeconds, far.latencySeconds);
  }

  /** A request comes to its scheduler: the embeddings that it waited for are free where they came from. */
  land(handle: number, seconds: number): void {
    const isEncoded = this.#host.table.rows[handle * STRIDE + field.state] === state.encoded;
    if (isEncoded) this.#host.onLanded(handle, seconds);
  }

  #networkOf(replica: number) {
    const { network } = this.#replicas[replica]!.pool.spec;
    return network ?? { bytesPerSecond: Number.POSITIVE_INFINITY, latencySeconds: 0 };
  }
}

/** By group: null where no embeddings come. All groups share the adapters of the replicas. */
export function openEmbeddings(
  { groups }: CompiledScenario,
  host: Host,
  replicas: readonly EngineReplica[],
): readonly (Embeddings | null)[] {
  const free = new Float64Array(replicas.length);
  return groups.map((_, group) => {
    const encodes = groups.find(
      ({ embeddings }) =>
        embeddings !== undefined &&
        (embeddings.group === group || groups[embeddings.group]?.handOff?.group === group),
    );
    if (encodes?.embeddings === undefined) return null;
    return new Embeddings(host, replicas, encodes.embeddings.bytesPerImage, free);
  });
}
