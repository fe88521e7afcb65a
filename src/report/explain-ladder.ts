import type { CompiledScenario, CompiledWorkload } from '../compile/compiled.ts';
import { secondsAlone } from '../physics/kinds/batch-model.ts';
import { counted, percent, seconds } from './numbers.ts';

/** Explains when a workload goes down its ladder, and what an answer alone takes on each rung; nothing without one. */
export function explainLadder(
  { ladder, group }: CompiledWorkload,
  { pools }: Pick<CompiledScenario, 'pools'>,
): { readonly ladder?: readonly string[] } {
  if (ladder === undefined) return {};
  const { deadlineSeconds, nearSeconds, quietSeconds, rungs } = ladder;
  const down = `ladder: down where less than ${seconds(nearSeconds)} of ${seconds(deadlineSeconds)} is left, up after ${seconds(quietSeconds)}`;
  const own = pools.filter((pool) => pool.group === group);
  const lines = rungs.map(({ name, accuracy }, i) => {
    const times = own.flatMap(({ step, rungs: lower = [], name: pool }) => {
      const each = [step, ...lower][i];
      if (each?.kind !== 'one-shot') return [];
      const alone = seconds(secondsAlone(each.input));
      return own.length === 1 ? alone : `${alone} on ${pool}`;
    });
    const good = accuracy === null ? '' : `, accuracy ${percent(accuracy)}`;
    return `  ${name}: ${times.join(', ')} alone${good}`;
  });
  return { ladder: [`${down} without a near miss; ${counted(rungs.length, 'rung')}`, ...lines] };
}
