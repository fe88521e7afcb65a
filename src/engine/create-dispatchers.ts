import type { CompiledScenario } from '../compile/compiled.ts';
import { Dispatcher } from './dispatcher.ts';
import { openEmbeddings } from './embeddings.ts';
import type { HostStages } from './host/host-stages.ts';
import type { ReplicaHost } from './replica/host.ts';
import type { EngineReplica } from './replica/port.ts';
import type { Slots } from './slots.ts';

/** The dispatchers of a run, by group. */
export function createDispatchers(
  scenario: CompiledScenario,
  replication: number,
  replicas: readonly EngineReplica[],
  host: Pick<ReplicaHost, 'calendar' | 'table' | 'onLanded'>,
  { slots, hosts }: { readonly slots: Slots; readonly hosts: HostStages | null },
): readonly Dispatcher[] {
  const embeddings = openEmbeddings(scenario, host, replicas);
  return scenario.groups.map(
    (_, group) =>
      new Dispatcher(
        scenario,
        group,
        replication,
        replicas,
        host,
        slots,
        hosts,
        embeddings[group] ?? null,
      ),
  );
}
