import type { CompiledScenario } from '../../compile/compiled.ts';
import { Oracle } from './oracle.ts';

/** Whose replicas requests go to: those of their workload's model, or of the one that they are routed to by how hard they look. */
export class RoutedGroups {
  readonly #workloads: CompiledScenario['workloads'];
  /** By workload; null where its own model gets all requests. */
  readonly #oracles: readonly (Oracle | null)[];

  constructor(scenario: CompiledScenario, replication: number) {
    this.#workloads = scenario.workloads;
    this.#oracles = scenario.workloads.map((workload) =>
      workload.routes === undefined ? null : new Oracle(scenario, replication, workload),
    );
  }

  groupOf(workload: number, problem: number): number {
    const { group, routes } = this.#workloads[workload]!;
    const route = this.#oracles[workload]?.routeOf(problem) ?? null;
    return route === null ? group : routes!.tiers[route]!.group!;
  }
}
