import type { Reporter } from '../reporter.ts';
import { checkUniqueNames } from '../rules/unique-names.ts';
import type { RawTool } from '../schema/tools.ts';
import type { ToolSpec } from '../tools.ts';
import { resolveDuration } from './duration.ts';

/** Completes `tools`. */
export function resolveTools(raw: readonly RawTool[], reporter: Reporter): readonly ToolSpec[] {
  const named = raw.map(({ name }, index) => ({ name, path: ['tools', index] }));
  checkUniqueNames(named, reporter);
  return raw.map(({ name, time, concurrency }, index) => ({
    name,
    time: resolveDuration(time, ['tools', index, 'time'], reporter),
    concurrency,
  }));
}
