import type { Scenario } from './scenario.ts';

/**
 * One text for all scenarios that mean the same run: keys sorted, workloads, pools and tools sorted by name, without name,
 * description, seed and outputs, and without where a trace lies on this machine (the hash covers its contents). For
 * hashing; infinities stand as text, because JSON has none.
 */
export function canonicalScenario(scenario: Scenario): string {
  const { horizon, routing, admission, failures, facility, sites } = scenario;
  const { cluster, rollout, fabric, budgets } = scenario;
  const tools = scenario.tools && byName(scenario.tools);
  const workloads = byName(scenario.workloads).map((workload) => {
    if (workload.arrivals.process !== 'trace') return workload;
    const { path: _path, ...arrivals } = workload.arrivals;
    return { ...workload, arrivals };
  });
  const pools = byName(scenario.pools);
  const rest = { horizon, routing, admission, failures, facility, sites, cluster, rollout, fabric };
  return JSON.stringify({ ...rest, budgets, tools, workloads, pools }, sortedKeys);
}

function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const record = value as Readonly<Record<string, unknown>>;
  const sorted: Record<string, unknown> = {};
  for (const key of Object.keys(record).sort()) sorted[key] = record[key];
  return sorted;
}
