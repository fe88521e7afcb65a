import { coolingFacts } from '../../physics/facility/cooling-plant.ts';
import { mostNodeWatts } from '../../physics/facility/node-power.ts';
import type { Path } from '../document/tree.ts';
import type { PoolNode } from '../facility.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';
import type { RawFacility } from '../schema/facility.ts';

/** A rack whose nodes may together take more than it can give needs a governor that holds it to that. */
export function checkRackPower(
  { rack, cooling }: RawFacility,
  powerLimitWatts: number,
  pool: Pool,
  node: PoolNode,
  paths: { readonly pool: Path; readonly place: Path },
  reporter: Reporter,
): void {
  if (pool.powerBudget?.limitWatts === null) return;
  const limit = Math.min(pool.accelerator.boardWatts, pool.power?.capWatts ?? Infinity);
  const { nodeFanShare } = coolingFacts[cooling.kind];
  const most = mostNodeWatts(node.sheet, limit * node.accelerators, nodeFanShare);
  const wanted = (rack.nodes ?? 1) * most;
  if (wanted <= powerLimitWatts) return;
  const kilowatts = (watts: number) => (watts / 1e3).toFixed(1);
  const many = rack.nodes === undefined ? 'one node takes' : `${rack.nodes} nodes take`;
  const message = `${many} up to ${kilowatts(wanted)} kW of pool ${pool.name}, and a rack gives ${kilowatts(powerLimitWatts)} kW: such a rack needs somebody who holds it to that`;
  const fits = Math.floor(powerLimitWatts / most);
  const fix =
    fits > 0
      ? `write rack.nodes: ${fits}, a higher powerLimit, a lower power.capPerAccelerator, or power.governor: proportional`
      : `write a powerLimit of ${Math.ceil(most / 1e3)}kW or more`;
  const isWritten = rack.nodes !== undefined || rack.powerLimit !== undefined;
  const key = rack.nodes === undefined ? 'powerLimit' : 'nodes';
  reporter.error(isWritten ? [...paths.place, 'rack', key] : paths.pool, message, fix);
}
