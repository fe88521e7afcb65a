import type { CompiledScenario } from '../../compile/compiled.ts';
import type { CallRow, Recorder } from '../../record/port.ts';
import type { Oracle } from './oracle.ts';
import type { Program } from './program.ts';
import { keptBranches, useOf } from './verdict.ts';

/** Takes the rows of calls. */
export type CallSink = (row: Readonly<CallRow>) => void;

/** Where rows of calls go; null where nobody wants them. */
export function callSinkOf({ outputs }: CompiledScenario, recorder: Recorder): CallSink | null {
  if (outputs.calls !== true || recorder.call === undefined) return null;
  return (row) => recorder.call?.(row);
}

/** Hands over a row for each call that the cluster had of a program, in order of calls; all of them have left. */
export function writeCallRows(program: Program, { samples }: Oracle, sink: CallSink): void {
  const { branches, delivered, request, problem, workload } = program;
  const kept = keptBranches(branches, delivered?.answer ?? null);
  for (const branch of branches) {
    const { end, call } = branch;
    if (end === null) continue;
    const answer = branch.answer ?? -1;
    sink({
      ...end,
      request,
      workload,
      call: call.branch,
      role: call.role,
      tier: call.tier,
      after: call.after.at(-1) ?? -1,
      judges: call.judges ?? -1,
      use: useOf(branch, kept),
      answer,
      right: answer >= 0 && samples.isRight(problem, answer),
      score: branch.score ?? Number.NaN,
    });
  }
}
