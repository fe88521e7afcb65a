import { leastCapWatts } from '../../physics/power.ts';
import type { Path } from '../document/tree.ts';
import { type Premises, rackGroup } from '../rack-group.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import { leaksAtMost } from './budget-bounds.ts';

/** A governor without a budget of its own holds racks to theirs: there must be racks, with enough for their boards. */
export function checkRackGovernor(
  facility: Premises | null,
  pool: Pool,
  path: Path,
  reporter: Reporter,
  place: Path = ['facility'],
): void {
  const { powerBudget, accelerator } = pool;
  if (powerBudget === undefined || powerBudget.limitWatts !== null) return;
  const { policy } = powerBudget.governor;
  const at = [...path, 'power', 'governor'];
  const own = `write governor: {policy: ${policy}, budget: 20kW}`;
  const group = facility === null ? null : rackGroup(facility, pool);
  if (group === null) {
    const fix = `${own}, or say what a rack gives: facility.rack: {nodes: 4, powerLimit: 45kW}`;
    reporter.error(at, `${policy} holds a budget, and there is none`, fix);
    return;
  }
  const least = group.boards * leastCapWatts(accelerator) * (1 + leaksAtMost(pool));
  if (group.limitWatts >= least) return;
  const message = `a rack leaves ${Math.floor(group.limitWatts)} W for ${group.boards} boards, which need ${Math.ceil(least)} W at their lowest clock`;
  reporter.error([...place, 'rack'], message, 'write fewer nodes, or a higher powerLimit');
}
