import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import { enginesOf } from '../compile/engines.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineReplica } from './replica/port.ts';

/** Dispatchers whose central queues are shown with a pool: those of models of which it is the first. */
export function firstDispatchers(
  scenario: CompiledScenario,
  pool: CompiledPool,
  dispatchers: readonly Dispatcher[],
): Dispatcher[] {
  return enginesOf(pool)
    .filter(({ group }) => scenario.groups[group]!.replicas[0] === pool.firstReplica)
    .map(({ group }) => dispatchers[group]!);
}

/** Requests that wait for the replicas of each pool, in central queues or at a scheduler that has them. */
export function waitingByPool(
  scenario: CompiledScenario,
  replicas: readonly EngineReplica[],
  dispatchers: readonly Dispatcher[],
): number[] {
  return scenario.pools.map((pool) => {
    let waiting = 0;
    for (const { queued } of firstDispatchers(scenario, pool, dispatchers)) waiting += queued;
    for (let i = 0; i < pool.replicas; i++) waiting += replicas[pool.firstReplica + i]!.waiting;
    return waiting;
  });
}
