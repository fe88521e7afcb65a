import { chipCooling, nodePreheatKelvin, thermalLimits } from '../../catalog/cooling/index.ts';
import { MARGIN_KELVIN } from '../../physics/heat.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool } from '../scenario.ts';

/** Cooling that fails warms chips, and hot ones go off: somebody must follow their heat. Returns whether that is so. */
export function checkHeatIsFollowed(
  kind: 'cooling' | 'overheat',
  pool: Pool,
  path: Path,
  reporter: Reporter,
): boolean {
  const { name, cooling } = pool;
  if (cooling === undefined) {
    const what =
      kind === 'cooling' ? `the cooling of pool ${name} fails` : `chips of ${name} overheat`;
    const message = `${what}, and nobody follows the heat of its chips`;
    // nothing knows what heats those chips
    const fix =
      pool.role === 'encode' ? 'leave it out' : `write pools[${name}].cooling: {kind: air}`;
    reporter.error(path, message, fix);
    return false;
  }
  return kind === 'cooling' || checkCoolsDown(pool, cooling, path, reporter);
}

/** Chips that went off must be cool enough some time, or their replica never comes back. */
function checkCoolsDown(
  { name, accelerator }: Pool,
  { kind, supplyCelsius, weather, recirculation }: NonNullable<Pool['cooling']>,
  path: Path,
  reporter: Reporter,
): boolean {
  const [{ slowdownCelsius }] = thermalLimits(accelerator.id);
  const coolest = Math.min(...(weather?.supplyCelsius.values ?? [supplyCelsius]));
  const [preheat] =
    recirculation === undefined ? chipCooling[kind].preheatKelvin : nodePreheatKelvin;
  const most = slowdownCelsius - MARGIN_KELVIN - preheat;
  if (coolest < most) return true;
  const message = `chips of ${name} that went off would never be cool enough again`;
  const fix = `supply less than ${most} °C: pools[${name}].cooling.supplyTemperature`;
  reporter.error(path, message, fix);
  return false;
}
