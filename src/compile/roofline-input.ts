import { assert } from '../base/assert.ts';
import { links } from '../catalog/index.ts';
import { graphsOf } from '../physics/cuda-graphs.ts';
import type { ModelShape } from '../physics/data-sheets.ts';
import { isFree, withoutHost } from '../physics/ideal.ts';
import { isOneShot } from '../physics/kinds/one-shot-shape.ts';
import type { RooflineInput } from '../physics/step-time.ts';
import { engineProfileOf } from '../scenario/profile-file/custom-profile.ts';
import type { Pool } from '../scenario/scenario.ts';
import { servedModel } from './longest-requests.ts';

/** What the roofline model of a pool's replicas is made from. */
export function rooflineInput(pool: Pool): RooflineInput {
  const link = (links as Readonly<Record<string, RooflineInput['link']>>)[pool.accelerator.link];
  assert(link !== undefined, `unknown link ${pool.accelerator.link}`);
  const { engine } = pool;
  const own = engineProfileOf(engine);
  const profile = isFree(pool, 'host') ? withoutHost(own) : own;
  const graphs = graphsOf(profile.graphs, engine.maxSequences, engine.cudaGraphs);
  return {
    accelerator: pool.accelerator,
    link,
    model: decoderOf(pool),
    profile,
    ...(graphs === null ? {} : { graphs }),
    // The figures of an engine that always does so are what it does not hide.
    ...(engine.asyncScheduling === true && profile.asyncScheduling !== true
      ? { hidesHost: true }
      : {}),
    expertLoadCv,
    ...pool.parallelism,
    ...pool.precision,
    ...(pool.power === undefined ? {} : { power: pool.power }),
    ...(pool.scaleOut === undefined ? {} : { scaleOut: pool.scaleOut }),
    ...(pool.ideal === undefined ? {} : { ideal: pool.ideal }),
  };
}

/**
 * Spread of load between single experts in serving (assumed: between experts loaded alike and the power laws that
 * kernels are measured with, 1.1 and 1.4; models are trained towards the first).
 */
const expertLoadCv = 0.5;

function decoderOf(pool: Pool): ModelShape {
  const { shape } = servedModel(pool);
  assert(!isOneShot(shape), `pool ${pool.name} generates no tokens`);
  return shape;
}
