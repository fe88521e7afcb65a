import type { CompiledScenario } from '../compile/compiled.ts';
import { createRun } from '../engine/run.ts';
import { MetricsRecorder } from '../record/metrics-recorder.ts';
import type { RequestRow } from '../record/port.ts';
import type { RunTotals } from '../record/totals.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { summarize } from '../summary/summarize.ts';
import type { TraceRows } from '../trace/port.ts';
import { Skip } from './skip.ts';

/** A run that has ended. */
export interface EndedRun {
  readonly summary: RunSummary;
  readonly totals: RunTotals;
  /** Of each request, by its position in order of arrival, those still in flight too; only of a replay, or where asked for. */
  readonly requests: readonly EndedRequest[];
}

export type EndedRequest = Pick<
  RequestRow,
  | 'ttftSeconds'
  | 'tpotSeconds'
  | 'e2eSeconds'
  | 'outcome'
  | 'workload'
  | 'firstTokenSeconds'
  | 'completionSeconds'
  | 'outputTokens'
>;

/** More events than any measured run needs that this version can play at all (assumed): a run that gets there never ends. */
const mostEvents = 50e6;

const dropped = () => {};

/** The recorder of a run whose requests are kept. */
class KeepingRecorder extends MetricsRecorder {
  readonly requests: EndedRequest[] = [];

  override request(row: Readonly<RequestRow>): void {
    super.request(row);
    const { ttftSeconds, tpotSeconds, e2eSeconds, outcome, workload } = row;
    const { firstTokenSeconds, completionSeconds, outputTokens } = row;
    this.requests[row.request] = {
      ...{ ttftSeconds, tpotSeconds, e2eSeconds, outcome, workload },
      ...{ firstTokenSeconds, completionSeconds, outputTokens },
    };
  }
}

/**
 * Plays a compiled scenario to its end, in one go and without files. `trace` feeds its first workload, where that one
 * replays. {@link Skip} where it never ends, or completes nothing.
 */
export function runToEnd(
  compiled: CompiledScenario,
  trace?: TraceRows,
  keepsRequests = trace !== undefined,
): EndedRun {
  const sinks = { requests: null, timeseries: dropped, replicas: dropped };
  const recorder = keepsRequests
    ? new KeepingRecorder(compiled, sinks)
    : new MetricsRecorder(compiled, sinks);
  const run = createRun(compiled, 0, recorder);
  if (trace !== undefined) {
    run.feed(0, trace);
    run.feed(0, null);
  }
  if (run.advance({ maxEvents: mostEvents }) !== 'done') {
    throw new Skip(`the run has not ended after ${mostEvents} events`);
  }
  recorder.flush();
  const totals = run.totals();
  const summary = summarize({
    compiled,
    totals,
    metrics: recorder,
    version: '',
    scenarioHash: '',
    wallSeconds: 0,
    interrupted: false,
    warnings: [],
  });
  const { completed, rejected } = summary.counts;
  if (completed === 0) throw new Skip(`no request completed; ${rejected} were rejected`);
  return {
    summary,
    totals,
    requests: recorder instanceof KeepingRecorder ? recorder.requests : [],
  };
}
