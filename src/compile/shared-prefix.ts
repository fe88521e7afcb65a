import type { Workload } from '../scenario/scenario.ts';
import type { CompiledWorkload } from './compiled.ts';

/** What prompts of a workload begin with, where they do; its texts are its own among those of `all`. */
export function prefixOf(
  workload: Workload,
  all: readonly Workload[],
): Pick<CompiledWorkload, 'prefix'> {
  const { prefix } = workload;
  if (prefix === undefined) return {};
  return { prefix: { ...prefix, place: all.indexOf(workload), of: all.length } };
}
