import type { Path } from '../document/tree.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { scoringModel } from './thinking.ts';

/** Models that workloads ask for, the ones that score answers included, and where the first of them says so. */
export function wantedModels(
  workloads: readonly { readonly value: RawWorkload | null; readonly path: Path }[],
): readonly { readonly ref: string; readonly path: Path }[] {
  const wanted = new Map<string, Path>();
  for (const { value, path } of workloads) {
    if (value === null) continue;
    if (!wanted.has(value.model)) wanted.set(value.model, [...path, 'model']);
    const scorer = scoringModel(value.strategy);
    if (scorer !== null && !wanted.has(scorer)) wanted.set(scorer, [...path, 'strategy']);
  }
  return [...wanted].map(([ref, path]) => ({ ref, path }));
}
