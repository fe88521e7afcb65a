import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import { suggest } from '../did-you-mean.ts';
import type { Reporter } from '../reporter.ts';
import type { PoolRollout } from '../rollout.ts';
import type { Pool, Workload } from '../scenario.ts';

interface Parts {
  readonly pools: readonly Pool[];
  readonly workloads: readonly Workload[];
}

/** A roll-out goes from one pool to another that can take its place. */
export function checkRolloutPools(
  rollout: PoolRollout,
  { pools, workloads }: Parts,
  reporter: Reporter,
): void {
  const refuse = (key: string, message: string, fix: string) =>
    reporter.error(['rollout', key], message, fix);
  const names = pools.map(({ name }) => name);
  const find = (key: 'from' | 'to') => {
    const pool = pools.find(({ name }) => name === rollout[key]);
    if (pool === undefined) {
      refuse(key, `there is no pool ${rollout[key]}`, suggest(rollout[key], names));
    }
    return pool;
  };
  const from = find('from');
  const to = find('to');
  if (from === undefined || to === undefined) return;
  if (from === to) {
    refuse('to', 'a version does not replace itself', 'name another pool');
    return;
  }
  for (const [key, pool] of [['from', from] as const, ['to', to] as const]) {
    if (pool.serves.length > 1) {
      const message = 'a roll-out of a pool with several models is not available in this version';
      refuse(key, message, 'let it serve one');
    }
    if (pool.role !== undefined) {
      const message = `a roll-out of a pool with role ${pool.role} is not available in this version`;
      refuse(key, message, 'write role: both');
    }
    if (pool.autoscaling !== undefined) {
      const message = 'a roll-out of a pool that scales is not available in this version';
      refuse(key, message, `let ${pool.name} stand`);
    }
  }
  const routed = workloads.find(({ routedTo }) =>
    [from, to].some(({ serves }) => serves.some(({ ref }) => routedTo?.includes(ref))),
  );
  if (routed !== undefined) {
    const message = `a roll-out of a model that ${routed.name} is routed to by difficulty is not available in this version`;
    refuse('from', message, 'use another routing policy');
  }
  const thinking = workloads.find(({ strategy }) => strategy !== undefined);
  if (thinking !== undefined) {
    const message = `a roll-out under the strategy of ${thinking.name} is not available in this version: who is sent to a candidate is a request, and not one of its calls`;
    refuse(
      'from',
      message,
      'write kind: single there, or roll out a strategy: workload and strategy in place of from and to',
    );
  }
  const [stable, candidate] = [from.serves[0], to.serves[0]];
  if (stable === undefined || candidate === undefined) return;
  const isOther = stable.ref !== candidate.ref;
  if (isOther && (isOneShot(stable.shape) || isOneShot(candidate.shape))) {
    const message = `a roll-out from ${stable.ref} to ${candidate.ref} is not available in this version: only models that generate tokens replace each other`;
    refuse('to', message, `serve ${stable.ref} from both pools`);
  }
  const third = pools.find(
    (pool) =>
      pool !== from &&
      pool !== to &&
      pool.serves.some(({ ref }) => ref === stable.ref || ref === candidate.ref),
  );
  if (third !== undefined) {
    const message = `a roll-out beside a third pool of the model (${third.name}) is not available in this version`;
    refuse('from', message, 'serve each version from one pool');
  }
  if (isOther && workloads.some(({ model }) => model === candidate.ref)) {
    const message = `a workload asks for ${candidate.ref} itself: its requests would be the candidate's at any share`;
    refuse('to', message, `let it ask for ${stable.ref}`);
  }
}
