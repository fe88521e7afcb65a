import { compileScenario } from '../../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../../src/compile/compiled.ts';
import { createRun } from '../../../../src/engine/run.ts';
import type { TaskRow } from '../../../../src/record/port.ts';
import { byRequest, type RecordedRow, record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

export interface Choice {
  readonly arrivals: string;
  readonly requests?: number;
  readonly prompt?: string;
  readonly output?: string;
  readonly more?: string;
  readonly others?: string;
  readonly sequences?: number;
  readonly admission?: string;
}

/** A service whose every step lasts a millisecond. */
export function compiledTasks(choice: Choice): CompiledScenario {
  const { requests = 400, sequences = 1000, admission = '{ policy: always }' } = choice;
  const text = `
name: tasks
seed: 11
horizon: { requests: ${requests}, warmup: 0 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: ${choice.arrivals.replaceAll('\n', ' ')}
    promptTokens: ${choice.prompt ?? '{ distribution: fixed, value: 20 }'}
    outputTokens: ${choice.output ?? '{ distribution: fixed, value: 5 }'}
    ${choice.more ?? ''}
${choice.others ?? ''}
pools:
  - name: chip
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    parallelism: { tensor: 1 }
    engine: { maxSequences: ${sequences}, maxBatchedTokens: 100000, stepTime: { kind: affine, base: 1ms } }
admission: ${admission}
outputs: { timeseries: none }
`;
  return compileScenario(scenarioOf(text), { traces: {} });
}

export const rowsOf = (choice: Choice) => byRequest(record(compiledTasks(choice)));

/** Rows by session, each in order of its turns. */
export function bySession(rows: readonly RecordedRow[]): RecordedRow[][] {
  const sessions = new Map<number, RecordedRow[]>();
  for (const row of rows) {
    if (row.session === undefined || row.session < 0) continue;
    sessions.set(row.session, [...(sessions.get(row.session) ?? []), row]);
  }
  return [...sessions.values()].map((turns) => turns.sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0)));
}

/** The tasks that a run reports. */
export function tasksOf(choice: Choice): TaskRow[] {
  const tasks: TaskRow[] = [];
  const ignore = () => {};
  const run = createRun(compiledTasks(choice), 0, {
    request: ignore,
    gap: ignore,
    gaps: ignore,
    timeseries: ignore,
    replica: ignore,
    task: (_, row) => tasks.push(row),
  });
  while (run.advance() !== 'done');
  return tasks;
}
