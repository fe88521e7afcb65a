import { type CalledModels, modelsAsked, modelsCalled } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import { candidatePath } from '../rollout.ts';
import type { RawWorkload } from '../schema/workload.ts';

/** Models that workloads ask for, those that their strategies call included, and where the first of them says so. */
export function wantedModels(
  workloads: readonly { readonly value: RawWorkload | null; readonly path: Path }[],
): readonly { readonly ref: string; readonly path: Path }[] {
  const wanted = new Map<string, Path>();
  for (const { value, path } of workloads) {
    if (value === null) continue;
    const { model, routedTo, candidate } = value;
    if (!wanted.has(model)) wanted.set(model, [...path, 'model']);
    const want = ({ answering, judging }: CalledModels, at: Path) => {
      for (const ref of [...answering, ...judging]) if (!wanted.has(ref)) wanted.set(ref, at);
    };
    want(
      modelsAsked(value),
      routedTo === undefined ? [...path, 'strategy'] : ['routing', 'models'],
    );
    if (candidate !== undefined) want(modelsCalled(candidate, model), candidatePath);
  }
  return [...wanted].map(([ref, path]) => ({ ref, path }));
}
