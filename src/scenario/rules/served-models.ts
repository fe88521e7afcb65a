import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';

interface Reference {
  readonly model: string;
  readonly path: Path;
}

export interface ServedModels {
  readonly workloads: readonly Reference[];
  readonly pools: readonly (Reference & { readonly alone: boolean })[];
  /** Models that pools name, even where the rest of the pool is wrong. */
  readonly named: readonly string[];
  /** False while some pool might serve a model that cannot be read. */
  readonly knowsAllServed: boolean;
  /** False while some workload might ask for a model that cannot be read. */
  readonly knowsAllAsked: boolean;
}

/** Every workload's model is served by some pool; a pool that nobody asks is only worth a warning. */
export function checkServedModels(facts: ServedModels, reporter: Reporter): void {
  const { workloads, pools, named, knowsAllServed, knowsAllAsked } = facts;
  const served = [...new Set([...pools.map(({ model }) => model), ...named])];
  for (const { model, path } of knowsAllServed ? workloads : []) {
    if (served.includes(model)) continue;
    reporter.error([...path, 'model'], `no pool serves ${model}`, suggest(model, served));
  }
  const wanted = new Set(workloads.map((workload) => workload.model));
  for (const { model, path, alone } of knowsAllAsked ? pools : []) {
    if (wanted.has(model)) continue;
    const effect = alone ? 'this pool stays idle' : 'it takes memory for nothing';
    const what = alone ? 'the pool' : 'it';
    const message = `no workload asks for ${model}: ${effect}`;
    reporter.warning([...path, 'serves'], message, `leave ${what} out, or add a workload`);
  }
}
