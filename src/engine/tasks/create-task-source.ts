import { createKeyedSource, hashKey } from '../../base/random/hash.ts';
import { createStream } from '../../base/random/stream.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { TaskRow } from '../../record/port.ts';
import type { Agentic, Sessions } from '../../scenario/scenario.ts';
import type { ArrivalSource } from '../arrival-source.ts';
import { createLengths, createTenantSampler } from '../request-body.ts';
import { field } from '../request-table.ts';
import { GraphPlan } from './graph-plan.ts';
import { SessionSource } from './session-source.ts';
import { TaskSource } from './task-source.ts';

/** Makes the source of a workload whose requests belong to tasks; `onTask` hears of each that is over. */
export function createTaskSource(
  scenario: CompiledScenario,
  workload: CompiledWorkload,
  arrivals: Sessions | Agentic,
  replication: number,
  onTask: (end: TaskRow) => void,
): ArrivalSource {
  const names = [scenario.seed, replication, 'workload', workload.name] as const;
  const tenants = createKeyedSource(hashKey(...names, 'tenants'));
  const tenant = createTenantSampler(workload.tenants, tenants.source);
  const { maxTokens, priority } = workload;
  const gaps = createStream(...names, 'arrivals');
  const write = (rows: Float64Array, base: number, task: number) => {
    rows[base + field.maxTokens] = maxTokens;
    rows[base + field.priority] = priority;
    tenants.seat(task, 0);
    rows[base + field.tenant] = tenant();
  };
  if (arrivals.process === 'agentic') {
    const plan = new GraphPlan(arrivals, hashKey(...names, 'calls'));
    return new TaskSource(plan, arrivals.ratePerSecond, gaps, onTask, write);
  }
  const lengths = createKeyedSource(hashKey(...names, 'calls'));
  const drawLengths = createLengths(workload, lengths.source, lengths.source);
  const key = hashKey(...names, 'turns');
  return new SessionSource(arrivals, { gaps, lengths, drawLengths, key, onTask, write });
}
