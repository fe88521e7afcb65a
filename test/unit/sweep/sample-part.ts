import type { RunSummary } from '../../../src/summary/run-summary.ts';
import { summarize } from '../../../src/summary/summarize.ts';
import type { Part } from '../../../src/sweep/part.ts';
import { sampleInput } from '../summary/sample-run.ts';

/** The part of a small run with two workloads, `chat` and `code`. */
export function samplePart(over: Partial<RunSummary> = {}): Part {
  return { summary: { ...summarize(sampleInput()), ...over }, stoppedEarly: false, tables: [] };
}
