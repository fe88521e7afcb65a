import type { ModelShape } from '../physics/data-sheets.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import { fitOf, isPossible } from './resolve/pool-memory.ts';
import type { Pool, ServedModel } from './scenario.ts';

/**
 * A pool as each of the models sees it that its replicas hold: one that serves this model alone, `beside` the others. A
 * pool that serves one model is its own only view.
 *
 * What is left of a chip's memory beside the weights, activations and reserves of all engines is shared: each view's
 * blocks are what it has with all of that. Where `kvBlocks` says a number, it counts blocks of the model whose blocks are
 * the largest, and the others have as many of theirs as take the same bytes.
 *
 * Where each model is a process of its own (`sharing`), each view has that one's share of the memory, and as many blocks
 * as `kvBlocks` says.
 */
export function modelViews(pool: Pool): readonly Pool[] {
  if (pool.serves.length === 1) return [pool];
  const views = pool.serves.map((served) => ({
    ...pool,
    serves: [served],
    beside: decoders(pool.serves.filter((other) => other !== served)),
  }));
  if (pool.sharing !== undefined) return views.map(processView);
  const { kvBlocks } = pool.engine;
  if (kvBlocks === null || !views.every(isPossible)) return views;
  const bytes = views.map(blockBytes);
  const largest = Math.max(...bytes);
  return views.map((view, i) => ({
    ...view,
    engine: { ...view.engine, kvBlocks: Math.floor((kvBlocks * largest) / (bytes[i] ?? largest)) },
  }));
}

function processView(view: Pool): Pool {
  const [served] = view.serves;
  const own = view.sharing?.clients.find(({ model }) => model === served?.ref);
  if (own === undefined) return view;
  return { ...view, engine: { ...view.engine, memoryUtilization: own.memoryUtilization } };
}

/** Models that share chips all generate: others are refused beside them (resolve/served.ts). */
function decoders(models: readonly ServedModel[]): readonly ModelShape[] {
  return models.flatMap(({ shape }) => (isOneShot(shape) ? [] : [shape]));
}

function blockBytes(view: Pool): number {
  const [shape] = decoders(view.serves);
  return shape === undefined ? 1 : fitOf({ ...view, shape }, view.parallelism).blockBytes;
}
