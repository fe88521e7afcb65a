/** Tailwatt with files: scenarios and traces on disk, results in a folder, and the texts that the command line prints. */
import {
  accelerators,
  engineProfiles,
  fabrics,
  grids,
  links,
  models,
  nodes,
  oneShotModels,
  oneShotProfiles,
} from './catalog/index.ts';

export {
  type CalibrateOptions,
  type CalibrationOfFiles,
  calibrateFiles,
} from './fit/calibrate-files.ts';
export { calibrationJson } from './fit/calibration-json.ts';
export { calibrationText } from './fit/calibration-text.ts';
export { compareMeasured, type MeasuredComparison } from './fit/compare-measured.ts';
export { type Forecast, forecastOf, loadForecast } from './fit/forecast/forecast.ts';
export { writeForecast } from './fit/forecast/forecast-table.ts';
export { forecastText } from './fit/forecast/forecast-text.ts';
export { writeLaws } from './fit/law/law-table.ts';
export { lawText } from './fit/law/law-text.ts';
export { type LawsOfSweeps, lawsOfSweeps } from './fit/law/laws-of-sweeps.ts';
export { measuredComparisonText } from './fit/measured-comparison-text.ts';
export * from './index.ts';
export { catalogText, sheetListText, sheetText } from './report/catalog-text.ts';
export { comparisonSentences, comparisonText } from './report/comparison-text.ts';
export { type Explanation, explain } from './report/explain.ts';
export { explanationText } from './report/explain-text.ts';
export { sensitivityText } from './report/sensitivity-text.ts';
export { sweepJson } from './report/sweep-json.ts';
export { type SweepForText, sweepRows, sweepText } from './report/sweep-text.ts';
export { summaryText, type TerminalOptions } from './report/terminal.ts';
export { describeTrace, type TraceDescription, traceText } from './report/trace-text.ts';
export { compareResults } from './run/compare-results.ts';
export { formatUserError, formatWarning } from './run/error-text.ts';
export {
  isForecastFile,
  isSweepFile,
  type LoadedScenario,
  loadScenario,
} from './run/load-scenario.ts';
export {
  type LoadedTrace,
  loadTrace,
  readableTraceFormats,
  writableTraceFormats,
  writeTrace,
} from './run/load-trace.ts';
export { compileRun, type PreparedRun, prepareRun } from './run/prepare-run.ts';
export type { RunProgress } from './run/progress.ts';
export { type RunOptions, type RunResult, runScenario } from './run/run-scenario.ts';
export { type SensitivityOfSweep, sensitivityOfSweep } from './run/sensitivity-of-sweep.ts';
export { UserError } from './run/user-error.ts';
export { type LoadedSweep, loadSweep, type SweepOptions } from './sweep/load-sweep.ts';
export { type MergeOptions, type MergeResult, mergeSweeps } from './sweep/merge-sweeps.ts';
export type { SweepPlan } from './sweep/plan.ts';
export { type RunSweepOptions, runSweep, type SweepResult } from './sweep/run-sweep.ts';
export { parseShard, type Shard } from './sweep/shard.ts';
export type { PointResult, SweepProgress } from './sweep/sweep-work.ts';

/** Every data sheet, by kind and id. */
export const catalog = {
  accelerators,
  models,
  'one-shot-models': oneShotModels,
  links,
  fabrics,
  nodes,
  grids,
  profiles: engineProfiles,
  'one-shot-profiles': oneShotProfiles,
} as const;
