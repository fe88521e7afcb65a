import { modelsAsked } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { RawWorkload } from '../schema/workload.ts';

/** Models that workloads ask for, those that their strategies call included, and where the first of them says so. */
export function wantedModels(
  workloads: readonly { readonly value: RawWorkload | null; readonly path: Path }[],
): readonly { readonly ref: string; readonly path: Path }[] {
  const wanted = new Map<string, Path>();
  for (const { value, path } of workloads) {
    if (value === null) continue;
    const { model, routedTo } = value;
    if (!wanted.has(model)) wanted.set(model, [...path, 'model']);
    const { answering, judging } = modelsAsked(value);
    const at = routedTo === undefined ? [...path, 'strategy'] : ['routing', 'models'];
    for (const ref of [...answering, ...judging]) if (!wanted.has(ref)) wanted.set(ref, at);
  }
  return [...wanted].map(([ref, path]) => ({ ref, path }));
}
