import { type CallsModels, toolsCalled } from '../called-models.ts';
import { suggest } from '../did-you-mean.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Workload } from '../scenario.ts';
import type { ToolSpec } from '../tools.ts';

/** A workload, and which of its keys are mistaken. */
export interface ToolUser {
  readonly workload: Workload;
  readonly wrong: readonly string[];
  readonly path: Path;
}

/**
 * Strategies call tools that there are, and every tool is called; `candidate` is the strategy that a roll-out is to put in the
 * place of another, as it is written, null where that is mistaken.
 */
export function checkToolsAreThere(
  workloads: readonly ToolUser[],
  tools: readonly ToolSpec[],
  candidate: CallsModels | null,
  reporter: Reporter,
): void {
  const names = tools.map(({ name }) => name);
  const called = new Set(toolsCalled(candidate ?? {}));
  for (const { workload, path } of workloads) {
    for (const tool of toolsCalled(workload.strategy ?? {})) {
      called.add(tool);
      if (names.includes(tool)) continue;
      const fix =
        names.length === 0
          ? `add tools: [{name: ${tool}, time: 1s, concurrency: 64}] beside pools`
          : suggest(tool, names);
      reporter.error([...path, 'strategy'], `there is no tool ${tool}`, fix);
    }
  }
  // what was asked of a mistaken strategy is not known
  if (candidate === null) return;
  if (workloads.some(({ wrong }) => touches(wrong, ['strategy', 'task', 'model']))) return;
  for (const [index, name] of names.entries()) {
    if (called.has(name)) continue;
    const fix = `leave it out, or name it in a strategy: {kind: agent, tool: ${name}}`;
    reporter.warning(['tools', index, 'name'], `nobody calls the tool ${name}`, fix);
  }
}
