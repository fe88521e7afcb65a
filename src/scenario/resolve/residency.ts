import { isCpu } from '../../catalog/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { hostBandwidth } from './swap.ts';

/** How many of its models a replica holds at a time, where that is not all of them. */
export function resolveResidency(
  { residency, node }: RawPool,
  served: number,
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): Pick<Pool, 'residency'> {
  if (residency === undefined) return {};
  const { models, stay } = residency;
  if (models >= served) {
    const message =
      served === 1
        ? 'the pool serves one model, which never leaves its chips'
        : `${models} is as many as the pool serves: none would ever leave`;
    const fix =
      served === 1 ? 'leave it out, or serve several models' : 'use fewer, or leave it out';
    reporter.error([...path, 'residency', 'models'], message, fix);
    return {};
  }
  if (isCpu(accelerator)) {
    const message = `${accelerator.name} keeps its weights in the host's memory as it is`;
    reporter.error([...path, 'residency'], message, 'leave it out, and let all models stay');
  }
  const bytesPerSecond = hostBandwidth(node, accelerator, path, reporter);
  return { residency: { models, staySeconds: stay, bytesPerSecond } };
}
