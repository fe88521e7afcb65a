import { judge, type Verdict } from './judge.ts';
import { observe } from './observe.ts';
import { compileSystem } from './queue-system.ts';
import { findRow, readReferenceTable } from './reference-table.ts';
import type { TheoryCase } from './theory-case.ts';

export type RunLength = 'short' | 'long';

export interface Figure extends Verdict {
  readonly system: string;
  readonly figure: string;
}

/** What a case's run gave. */
export interface CaseResult {
  readonly system: string;
  readonly requests: number;
  /** Requests in the run's totals, whatever became of them. */
  readonly accounted: number;
  readonly events: number;
  readonly figures: readonly Figure[];
}

/** Runs a case and judges its figures; those that need the reference table are left out where it is absent. */
export function measureCase(each: TheoryCase, length: RunLength): CaseResult {
  const table = readReferenceTable();
  const system = each.system.name;
  const requests = each.requests[length];
  const checks = each.checks.filter(
    ({ expected }) => table !== null || expected.is !== 'as-simulated',
  );
  if (checks.length === 0) return { system, requests, accounted: 0, events: 0, figures: [] };
  const { intervals, totals } = observe(
    compileSystem(each.system, requests),
    checks.map(({ measure }) => measure),
  );
  const figures = checks.map((check, i) => {
    const simulated = table === null ? undefined : findRow(table, check.row)?.simulated;
    const verdict = judge(check, intervals[i]!, simulated ?? Number.NaN, length);
    return { system, figure: check.figure, ...verdict };
  });
  const accounted = totals.outcomes.flat().reduce((sum, count) => sum + count);
  return { system, requests, accounted, events: totals.events, figures };
}
