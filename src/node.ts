/** Tailwatt with files: scenarios and traces on disk, results in a folder, and the texts that the command line prints. */
import { accelerators, engineProfiles, links, models } from './catalog/index.ts';

export * from './index.ts';
export { catalogText, sheetListText, sheetText } from './report/catalog-text.ts';
export { type Explanation, explain } from './report/explain.ts';
export { explanationText } from './report/explain-text.ts';
export { summaryText, type TerminalOptions } from './report/terminal.ts';
export { describeTrace, type TraceDescription, traceText } from './report/trace-text.ts';
export { formatUserError, formatWarning } from './run/error-text.ts';
export { type LoadedScenario, loadScenario } from './run/load-scenario.ts';
export {
  type LoadedTrace,
  loadTrace,
  readableTraceFormats,
  writableTraceFormats,
  writeTrace,
} from './run/load-trace.ts';
export { type PreparedRun, prepareRun } from './run/prepare-run.ts';
export type { RunProgress } from './run/progress.ts';
export { type RunOptions, type RunResult, runScenario } from './run/run-scenario.ts';
export { UserError } from './run/user-error.ts';

/** Every data sheet, by kind and id. */
export const catalog = { accelerators, models, links, profiles: engineProfiles } as const;
