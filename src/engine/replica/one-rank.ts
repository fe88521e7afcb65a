import type { Reached } from '../../physics/validity.ts';
import type { Scheduler } from '../../policy/scheduling/port.ts';
import type { Batch } from './batch.ts';
import type { ReplicaHost } from './host.ts';
import { ReplicaLife } from './life.ts';
import type { PoolContext } from './pool-context.ts';
import { Prompts } from './prompts.ts';
import { Rank } from './rank.ts';
import type { ReplicaSums } from './step-ledger.ts';
import type { WaitingLine } from './waiting-line.ts';

/** The parts of a replica of one data rank, and what can be read of them whatever it is doing. */
export abstract class OneRank {
  readonly index: number;
  readonly pool: PoolContext;
  readonly life = new ReplicaLife();
  readonly batch: Batch;
  readonly line: WaitingLine;
  readonly onboard: Rank['onboard'];
  readonly adapters: Rank['adapters'];
  readonly prompts: Prompts;
  received = 0;
  completed = 0;
  protected readonly rank: Rank;

  constructor(host: ReplicaHost, index: number, pool: PoolContext, scheduler: Scheduler) {
    this.index = index;
    this.pool = pool;
    this.rank = new Rank(host, pool, scheduler, index);
    this.line = this.rank.line;
    this.batch = this.rank.batch;
    this.onboard = this.rank.onboard;
    this.adapters = this.rank.adapters;
    this.prompts = new Prompts(host, this.batch, pool.handsOff);
  }

  halt(seconds: number, each: (handle: number) => void): void {
    this.rank.halt(seconds, each);
  }

  assertEmpty(): void {
    this.rank.assertEmpty();
  }

  sumsAt(seconds: number, sums: ReplicaSums): void {
    this.batch.sumsAt(seconds, sums);
  }

  get preemptions(): number {
    return this.rank.preemptions;
  }

  get waiting(): number {
    return this.line.waiting + this.rank.incoming.size;
  }

  get running(): number {
    return this.batch.running.size;
  }

  get peakWatts(): number {
    return this.batch.ledger.peakWatts;
  }

  get outputTokens(): number {
    return this.batch.outputTokens;
  }

  get reached(): readonly Readonly<Reached>[] {
    return [this.batch.reached];
  }
}
