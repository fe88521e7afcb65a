import { thermalLimits } from '../catalog/cooling/index.ts';
import type { CompiledCooling } from '../compile/chip-cooling.ts';
import type { CompiledPool } from '../compile/compiled.ts';
import type { Source } from '../physics/data-sheets.ts';
import { recirculatedKelvin } from '../physics/facility/recirculation.ts';
import { steadyTemperatures } from '../physics/heat.ts';
import { leakedShare, leakingTemperatures } from '../physics/leakage.ts';
import { clockOf, clockUnder } from '../physics/power.ts';
import type { GovernorSpec } from '../scenario/power-budget.ts';
import type { Pool, Scenario } from '../scenario/scenario.ts';
import { figure, percent, quantity, seconds, whole } from './numbers.ts';

/** What a pool's boards are held to, and what that makes of their clock. */
export interface ExplainedPower {
  /** Of one chip; null without a cap. */
  readonly capWatts: number | null;
  /** Highest clock of a step, and that of a chip that would else draw its board's limit, as shares of the highest. */
  readonly clock: number;
  readonly clockAtFullLoad: number;
}

/** Who holds groups of the pool's replicas to how much power; nothing where nobody does. */
export function explainBudget({ powerBudget }: Pool): { readonly budget?: string } {
  if (powerBudget === undefined) return {};
  const { limitWatts, replicas, governor } = powerBudget;
  const whose =
    replicas === null ? 'all replicas together' : `each group of ${whole(replicas)} replicas`;
  const what =
    limitWatts === null
      ? 'what a rack leaves for the accelerators in it'
      : `${quantity(limitWatts, 'W')} for the accelerators of ${whose}`;
  return { budget: `${what}, ${governorText(governor)}` };
}

/** The power that pools share, one line per budget; nothing where they share none. */
export function explainBudgets({ budgets }: Scenario): { readonly budgets?: readonly string[] } {
  if (budgets === undefined) return {};
  return {
    budgets: budgets.map(
      ({ name, pools, limitWatts, governor }) =>
        `${name}: ${quantity(limitWatts, 'W')} for the accelerators of ${pools.join(', ')}, ${governorText(governor)}`,
    ),
  };
}

function governorText(governor: GovernorSpec): string {
  const { policy, windowSeconds, reactionSeconds, low, high } = governor;
  return policy === 'static'
    ? `dealt equally (${policy})`
    : `judged by the mean over ${seconds(windowSeconds)} at ${percent(low)}, ${percent(high)} and 100 % (${policy}, ${seconds(reactionSeconds)} to react)`;
}

/** How warm chips get where they draw all that they may; nothing where nobody asks. */
export function explainCooling(
  { cooling }: CompiledPool,
  pool: Pool,
): { readonly cooling?: string } {
  if (cooling === undefined || pool.cooling === undefined) return {};
  const { accelerator, power } = pool;
  const watts = Math.min(accelerator.boardWatts, power?.capWatts ?? Infinity);
  const { path, inletCelsius, slowdownCelsius, memory } = cooling;
  const { junctionCelsius, sinkCelsius } = steadyTemperatures(path, watts, inletCelsius);
  const after = junctionCelsius > slowdownCelsius ? ', which they are not allowed to reach' : '';
  return {
    cooling: `${pool.cooling.kind}, ${inletCelsius} °C at the chips: ${junctionCelsius.toFixed(1)} °C at ${figure(watts)} W${after}; slower from ${slowdownCelsius} °C on${memory === undefined ? '' : memoryText(memory, junctionCelsius, sinkCelsius)}${recirculationText(pool.cooling)}${leakageText(cooling)}`,
  };
}

/** Where the temperatures at which a pool's chips slow down come from; nothing where nobody follows them. */
export function coolingSources({ cooling, accelerator }: Pool): Readonly<Record<string, Source>> {
  if (cooling === undefined) return {};
  return { [`${accelerator.id} slowdown and shutdown`]: thermalLimits(accelerator.id)[1] };
}

function memoryText(
  { ratio, limitCelsius, bandwidthShare }: NonNullable<CompiledCooling['memory']>,
  junctionCelsius: number,
  sinkCelsius: number,
): string {
  const celsius = sinkCelsius + ratio * (junctionCelsius - sinkCelsius);
  return `; its memory ${celsius.toFixed(1)} °C, with ${percent(bandwidthShare)} of its bandwidth from ${limitCelsius} °C on`;
}

/** What comes back to the inlet of a rack whose nodes take all that they may. */
function recirculationText({ recirculation }: NonNullable<Pool['cooling']>): string {
  if (recirculation === undefined) return '';
  const { share, riseKelvin, lagSeconds } = recirculation;
  const most = recirculatedKelvin(recirculation, 1);
  return `; up to ${most.toFixed(1)} K more of what its rack breathes in again (${percent(share)} of its air, ${figure(riseKelvin)} K warmer at full load, within ${seconds(lagSeconds / (1 - share))})`;
}

/** What leakage makes of a chip for which its sheet says all that its board may draw. */
function leakageText({ path, inletCelsius, leakage }: CompiledCooling): string {
  if (leakage === undefined) return '';
  const { limitWatts, mostCelsius } = leakage;
  const held = leakingTemperatures(path, limitWatts, inletCelsius, leakage);
  if (held === null)
    return `; with what leaks, no temperature below ${mostCelsius} °C holds if its steps drew as much`;
  const { junctionCelsius } = held;
  const more = leakedShare(leakage, junctionCelsius);
  const what = more < 0 ? `${percent(-more)} less` : `${percent(more)} more`;
  return `; with leakage ${what} and ${junctionCelsius.toFixed(1)} °C if its steps drew as much`;
}

/** Null where neither a cap nor a clock is set. */
export function explainPower({ power, accelerator }: Pool): ExplainedPower | null {
  if (power === undefined) return null;
  const clock = clockOf(accelerator, power);
  return {
    capWatts: Number.isFinite(power.capWatts) ? power.capWatts : null,
    clock,
    clockAtFullLoad: Math.min(clock, clockUnder(accelerator, power.capWatts)),
  };
}
