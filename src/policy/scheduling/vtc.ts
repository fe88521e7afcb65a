import { assert } from '../../base/assert.ts';
import type { RequestView } from '../request-view.ts';
import { flowOf, shareOf } from './fair-share.ts';
import { fcfs } from './fcfs.ts';
import { HandleSpace } from './handle-space.ts';
import {
  defaultOptions,
  EMPTY,
  type Scheduler,
  type SchedulerDefinition,
  type SchedulerOptions,
  type ServiceLedger,
} from './port.ts';

/**
 * Virtual token counter: each tenant (or workload) has a counter of the service that it had,
 * promptWeight per token of a prompt when a request is admitted and outputWeight per token made, over
 * its share; the oldest request of the least counter among those that wait is admitted first, equal
 * counters by number. Who comes back to the queue is lifted to the least counter that waits, or,
 * where nobody waits, to that of the last one admitted: idle time saves nothing up. Work done again
 * after a preemption is not charged again.
 *
 * While two tenants both wait, their counters differ by at most max(promptWeight·longest prompt,
 * outputWeight·tokens of a full batch), if nobody is preempted.
 * Source: Y. Sheng et al., Fairness in serving large language models, OSDI 2024, algorithm 2 and
 * theorem 4.4.
 */
export const vtc: SchedulerDefinition = {
  create: (space = new HandleSpace(), { fairness } = defaultOptions) =>
    new VirtualTokenCounter(space, fairness),
};

/** One tenant: its counter is exact at `bookedSteps`, and grows with every step by what it has running. */
interface Account {
  readonly flow: number;
  readonly share: number;
  readonly queue: Scheduler;
  counter: number;
  bookedSteps: number;
  decoding: number;
}

/** Of the space's columns, `keys` holds a handle's prompt and `pushedAt` its flow. */
class VirtualTokenCounter implements Scheduler, ServiceLedger {
  size = 0;
  readonly service = this;
  private readonly space: HandleSpace;
  private readonly fairness: SchedulerOptions['fairness'];
  private readonly accounts = new Map<number, Account>();
  private readonly waiting = new Set<Account>();
  private lastAdmitted: Account | null = null;
  private steps = 0;

  constructor(space: HandleSpace, fairness: SchedulerOptions['fairness']) {
    this.space = space;
    this.fairness = fairness;
  }

  push(handle: number, request: RequestView, unbookedSteps = 0): void {
    const account = this.accountOf(flowOf(request, this.fairness));
    if (account.queue.size === 0) this.lift(account, unbookedSteps);
    account.queue.push(handle, request);
    this.space.keys[handle] = request.promptTokens;
    this.space.pushedAt[handle] = account.flow;
    this.waiting.add(account);
    this.size += 1;
  }

  peek(): number {
    return this.least()?.queue.peek() ?? EMPTY;
  }

  pop(): number {
    const account = this.least();
    if (account === null) return EMPTY;
    const handle = account.queue.peek();
    this.takeOut(account, handle);
    this.lastAdmitted = account;
    this.onServed(handle, this.space.keys[handle]!, 0);
    return handle;
  }

  remove(handle: number): void {
    const account = this.accounts.get(this.space.pushedAt[handle] ?? EMPTY);
    assert(account !== undefined, 'a request that does not wait was taken out of the queue');
    this.takeOut(account, handle);
  }

  onServed(handle: number, promptTokens: number, tokensMade: number): void {
    const { promptWeight, outputWeight } = this.fairness;
    const account = this.ownerOf(handle);
    account.counter += (promptWeight * promptTokens + outputWeight * tokensMade) / account.share;
  }

  onJoined(handle: number): void {
    const account = this.ownerOf(handle);
    this.book(account);
    account.decoding += 1;
  }

  onLeft(handle: number): void {
    const account = this.ownerOf(handle);
    this.book(account);
    account.decoding -= 1;
  }

  onSteps(steps: number): void {
    this.steps += steps;
  }

  /** Counter of a tenant, for those who check what is fair. */
  counterOf(flow: number): number {
    return this.valueOf(this.accountOf(flow), 0);
  }

  private takeOut(account: Account, handle: number): void {
    account.queue.remove(handle);
    if (account.queue.size === 0) this.waiting.delete(account);
    this.size -= 1;
  }

  /** Whoever comes back to the queue starts no lower than those who wait, or who was served last. */
  private lift(account: Account, unbookedSteps: number): void {
    let least = Number.POSITIVE_INFINITY;
    for (const other of this.waiting) least = Math.min(least, this.valueOf(other, unbookedSteps));
    const last = this.lastAdmitted;
    if (this.waiting.size === 0) least = last === null ? 0 : this.valueOf(last, unbookedSteps);
    const missing = least - this.valueOf(account, unbookedSteps);
    if (missing > 0) account.counter += missing;
  }

  private least(): Account | null {
    let best: Account | null = null;
    let bestValue = Number.POSITIVE_INFINITY;
    for (const account of this.waiting) {
      const value = this.valueOf(account, 0);
      if (value < bestValue || (value === bestValue && best !== null && account.flow < best.flow)) {
        best = account;
        bestValue = value;
      }
    }
    return best;
  }

  private valueOf(account: Account, unbookedSteps: number): number {
    const { counter, decoding, bookedSteps, share } = account;
    const steps = this.steps + unbookedSteps - bookedSteps;
    return counter + (this.fairness.outputWeight * decoding * steps) / share;
  }

  private book(account: Account): void {
    account.counter = this.valueOf(account, 0);
    account.bookedSteps = this.steps;
  }

  private ownerOf(handle: number): Account {
    return this.accountOf(this.space.pushedAt[handle]!);
  }

  private accountOf(flow: number): Account {
    const known = this.accounts.get(flow);
    if (known !== undefined) return known;
    const account: Account = {
      flow,
      share: shareOf(flow, this.fairness),
      queue: fcfs.create(this.space),
      counter: 0,
      bookedSteps: this.steps,
      decoding: 0,
    };
    this.accounts.set(flow, account);
    return account;
  }
}
