import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';

/** Who hedges has another replica to send the request to, and waits long enough to do so. */
export function checkHedgeCanHappen(
  workloads: readonly { readonly workload: Workload; readonly path: Path }[],
  pools: readonly Pool[],
  reporter: Reporter,
): void {
  for (const { workload, path } of workloads) {
    const { hedge, timeout, cancel, model } = workload;
    if (hedge === undefined) continue;
    const refuse = (key: string, message: string, fix: string) =>
      reporter.error([...path, 'hedge', ...(key === '' ? [] : [key])], message, fix);
    if (workload.strategy !== undefined || workload.task !== undefined) {
      refuse('', 'hedging is not available with a task or a strategy', 'write hedge: none');
    }
    const patience = Math.min(timeout.firstTokenSeconds, timeout.totalSeconds);
    if (hedge.afterSeconds >= patience) {
      const message = `clients give up after ${patience} s, before they send a request once more`;
      refuse('after', message, `write less than ${patience}s`);
    }
    const stays = cancel?.patience.law === 'fixed' ? cancel.patience.seconds : Infinity;
    if (hedge.afterSeconds >= stays) {
      const message = `clients leave after ${stays} s, before they send a request once more`;
      refuse('after', message, `write less than ${stays}s`);
    }
    const own = pools.filter(({ serves }) => serves.some(({ ref }) => ref === model));
    const apart = own.find(({ role }) => role !== undefined);
    if (apart !== undefined) {
      const message = `hedging beside a pool with role ${apart.role} (${apart.name}) is not available in this version`;
      refuse('', message, 'write role: both, or hedge: none');
    }
    const replicas = own.reduce(
      (sum, { replicas: now, autoscaling }) => sum + Math.max(now, autoscaling?.max ?? 0),
      0,
    );
    if (own.length > 0 && replicas < 2) {
      const message = `there is no other replica of ${model} to send a request to`;
      refuse('', message, 'write two replicas or more, or hedge: none');
    } else if (own.length > 0 && hedge.max > replicas - 1) {
      const others = replicas - 1;
      const message = `a request has ${others} other ${others === 1 ? 'replica' : 'replicas'} of ${model} to go to`;
      reporter.warning([...path, 'hedge', 'max'], message, `write max: ${others}`);
    }
  }
}
