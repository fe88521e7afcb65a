import type { GraphChoice } from '../../physics/cuda-graphs.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** How an engine launches steps, where a pool says so; else its profile does. */
export function resolveGraphs(
  { cudaGraphs, stepTime }: RawPool['engine'],
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'cudaGraphs'> {
  if (cudaGraphs === undefined) return {};
  const { enabled, sizes, maxSize } = cudaGraphs;
  const at = [...path, 'cudaGraphs'];
  if (stepTime !== undefined) {
    const message = 'steps of a stated time are not padded and not launched';
    reporter.error(at, message, 'leave it out, or stepTime');
  }
  if (!enabled && (sizes !== undefined || maxSize !== undefined)) {
    const message = 'nothing is captured where graphs are not enabled';
    reporter.error(at, message, 'write {enabled: false}, or leave enabled out');
  }
  const choice: GraphChoice = {
    enabled,
    ...(sizes === undefined ? {} : { sizes: [...new Set(sizes)].sort((a, b) => a - b) }),
    ...(maxSize === undefined ? {} : { maxSize }),
  };
  return { cudaGraphs: choice };
}
