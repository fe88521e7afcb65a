import { createKeyedSource, hashKey } from '../../base/random/hash.ts';
import { createStream } from '../../base/random/stream.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { TaskRow } from '../../record/port.ts';
import type { Agentic, Sessions } from '../../scenario/scenario.ts';
import { createLengths, createTenantSampler } from '../request-body.ts';
import { field } from '../request-table.ts';
import { GraphPlan } from './graph-plan.ts';
import { SessionPlan } from './session-plan.ts';
import { TaskSource } from './task-source.ts';

/** Makes the source of a workload whose requests belong to tasks; `onTask` hears of each that is over. */
export function createTaskSource(
  scenario: CompiledScenario,
  workload: CompiledWorkload,
  arrivals: Sessions | Agentic,
  replication: number,
  onTask: (end: TaskRow) => void,
): TaskSource {
  const names = [scenario.seed, replication, 'workload', workload.name] as const;
  const lengths = createKeyedSource(hashKey(...names, 'calls'));
  const plan =
    arrivals.process === 'agentic'
      ? new GraphPlan(arrivals, hashKey(...names, 'calls'))
      : new SessionPlan(
          arrivals,
          lengths,
          createLengths(workload, lengths.source, lengths.source),
          hashKey(...names, 'turns'),
        );
  const tenants = createKeyedSource(hashKey(...names, 'tenants'));
  const tenant = createTenantSampler(workload.tenants, tenants.source);
  const { maxTokens, priority } = workload;
  const gaps = createStream(...names, 'arrivals');
  return new TaskSource(plan, arrivals.ratePerSecond, gaps, onTask, (rows, base, task) => {
    rows[base + field.maxTokens] = maxTokens;
    rows[base + field.priority] = priority;
    tenants.seat(task.number, 0);
    rows[base + field.tenant] = tenant();
  });
}
