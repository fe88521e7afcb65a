import type { Path } from '../document/tree.ts';
import type { RawPool, ReadPool } from '../schema/pool.ts';
import type { RawWorkload, ReadWorkload } from '../schema/workload.ts';
import type { ModelLibrary } from './model.ts';

/** A workload whose model is a name; `routed` are the models between which the router chooses by difficulty, if any. */
export function withModelName(
  raw: ReadWorkload,
  path: Path,
  library: ModelLibrary,
  routed: readonly string[] | null,
): RawWorkload {
  const model = library.nameOf(raw.model, [...path, 'model']);
  return { ...raw, model, ...(routed?.includes(model) && { routedTo: routed }) };
}

/** A pool whose models are names. */
export function withModelNames(raw: ReadPool, path: Path, library: ModelLibrary): RawPool {
  const serves = raw.serves?.map((model, index) =>
    library.nameOf(model, [...path, 'serves', index]),
  );
  return { ...raw, serves };
}
