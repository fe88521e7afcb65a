import type { Path } from '../document/tree.ts';
import type { RawPool, ReadPool } from '../schema/pool.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { RawWorkload, ReadWorkload } from '../schema/workload.ts';
import type { ModelLibrary } from './model.ts';

/**
 * A workload whose model is a name: `routedTo` are the models between which the router chooses by difficulty, if any, and
 * `candidate` is the strategy that a roll-out is to put in the place of its own.
 */
export function withModelName(
  raw: ReadWorkload,
  path: Path,
  library: ModelLibrary,
  {
    routedTo,
    candidate,
  }: { readonly routedTo: readonly string[] | null; readonly candidate: RawProgram | undefined },
): RawWorkload {
  const model = library.nameOf(raw.model, [...path, 'model']);
  return { ...raw, model, candidate, ...(routedTo?.includes(model) && { routedTo }) };
}

/** A pool whose models are names. */
export function withModelNames(raw: ReadPool, path: Path, library: ModelLibrary): RawPool {
  const serves = raw.serves?.map((model, index) =>
    library.nameOf(model, [...path, 'serves', index]),
  );
  return { ...raw, serves };
}
