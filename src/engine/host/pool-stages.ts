import { createKeyedSource, hashKey, type KeyedSource } from '../../base/random/hash.ts';
import type { CompiledHost, CompiledHostStage, CompiledPool } from '../../compile/compiled.ts';
import { createDurationSampler } from '../../policy/duration/index.ts';
import type { DurationSampler } from '../../policy/duration/port.ts';
import { CorePool, type CoreSums } from './core-pool.ts';

interface Stage {
  readonly spec: CompiledHostStage;
  readonly draw: DurationSampler;
  readonly drawBytes: DurationSampler | null;
}

/** The stages of one pool's hosts: what each takes of a request, and the cores that they run on. */
export class PoolStages {
  /** Before the scheduler, then after the last token. */
  readonly stages: readonly Stage[];
  /** How many of them come before. */
  readonly before: number;
  /** One per node of accelerators, then the nodes that work is offloaded to. */
  readonly corePools: readonly CorePool[];
  readonly #draws: KeyedSource;
  readonly #host: CompiledHost;
  readonly #firstReplica: number;

  constructor(pool: CompiledPool, host: CompiledHost, seed: string, replication: number) {
    this.#host = host;
    this.#firstReplica = pool.firstReplica;
    this.#draws = createKeyedSource(hashKey(seed, replication, 'host', pool.name));
    const { source } = this.#draws;
    this.before = host.before.length;
    this.stages = [...host.before, ...host.after].map((spec) => ({
      spec,
      draw: createDurationSampler(spec.time, source),
      drawBytes: spec.bytes === null ? null : createDurationSampler(spec.bytes, source),
    }));
    const { nodes, coresPerNode, offload } = host;
    const own = Array.from({ length: nodes }, () => new CorePool(1, coresPerNode));
    this.corePools = offload === null ? own : [...own, new CorePool(offload.nodes, offload.cores)];
  }

  /** Where a stage of a replica's request runs. */
  corePoolOf(stage: number, replica: number): CorePool {
    const { nodes, replicasPerNode } = this.#host;
    const offloaded = this.stages[stage]!.spec.offload;
    const node = Math.floor((replica - this.#firstReplica) / replicasPerNode);
    return this.corePools[offloaded ? nodes : node]!;
  }

  /**
   * Seconds that a stage takes of request `id`: the same whenever it comes, and wherever it runs. A copy of it that a
   * client sent because the first was slow draws anew, by its number `luck`; 0 = no such copy.
   */
  seconds(stage: number, id: number, tokens: number, luck = 0): number {
    const { spec, draw, drawBytes } = this.stages[stage]!;
    this.#draws.seat(id, stage + luck * this.stages.length);
    // in byte ÷ (byte/s): the law of bytes draws in the unit of its mean
    const own = draw();
    const reading = drawBytes === null ? 0 : drawBytes() / spec.bytesPerSecond;
    return own + reading + tokens * spec.perTokenSeconds;
  }

  /** What the cores of the nodes, and those of the offload, did until `seconds`. */
  sumsAt(seconds: number): { readonly own: CoreSums; readonly offloaded: CoreSums } {
    const own = { takenCoreSeconds: 0, waitingSeconds: 0 };
    const offloaded = { takenCoreSeconds: 0, waitingSeconds: 0 };
    for (const [i, cores] of this.corePools.entries()) {
      cores.sumsAt(seconds, i < this.#host.nodes ? own : offloaded);
    }
    return { own, offloaded };
  }
}
