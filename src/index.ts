/**
 * Tailwatt without files: the part that runs in a browser as well. Load a scenario from text, compile it, simulate it,
 * summarise it, and get its tables as Arrow bytes.
 */
export { createIpcFileWriter, createIpcStreamWriter, type TableFileWriter } from './arrow/ipc.ts';
export {
  accelerators,
  engineProfiles,
  fabrics,
  links,
  models,
  oneShotModels,
  oneShotProfiles,
} from './catalog/index.ts';
export { compileScenario } from './compile/compile.ts';
export type { CompiledScenario } from './compile/compiled.ts';
export type { TraceFacts } from './compile/trace-facts.ts';
export { createRun, type Run, type RunState } from './engine/run.ts';
export type { TableChunk } from './record/columns.ts';
export { MetricsRecorder, type TableSinks } from './record/metrics-recorder.ts';
export type { Recorder } from './record/port.ts';
export { recorderDictionaries } from './record/recorded-scenario.ts';
export { tables } from './record/tables/index.ts';
export { formatIssue } from './scenario/format-issue.ts';
export type { Issue } from './scenario/issues.ts';
export { forecastJsonSchema, scenarioJsonSchema, sweepJsonSchema } from './scenario/json-schema.ts';
export { type ParseOptions, type ParseResult, parseScenario } from './scenario/parse.ts';
export type { DefaultUsed, Scenario } from './scenario/scenario.ts';
export type { RunSummary } from './summary/run-summary.ts';
export { summarize } from './summary/summarize.ts';
export { summaryRows, summaryTable, tableOfRows } from './summary/summary-table.ts';
export { type TraceFormatId, traceFormats } from './trace/index.ts';
export type { TraceRows } from './trace/port.ts';
