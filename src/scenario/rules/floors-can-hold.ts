import { chanceOfDeep, meanOutcome } from '../../quality/route.ts';
import type { Path } from '../document/tree.ts';
import {
  type ChanceContext,
  floorRank,
  foretold,
  programChance,
  variantShift,
} from '../program-chance.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, Workload } from '../scenario.ts';
import type { ProgramSpec, RouteSpec } from '../thinking.ts';

/**
 * Refuses floors of accuracy that no tier reaches at the mean problem of its task, and floors of a first tier that no closed
 * form foretells; warns of those that the route is expected to miss, and of tiers that are never asked.
 */
export function checkFloorsCanHold(
  { strategy, task, model }: Workload,
  pools: readonly Pool[],
  path: Path,
  reporter: Reporter,
): void {
  if (strategy === undefined || task === undefined || strategy.kind !== 'route') return;
  const context = { task, own: model, shiftOf: (ref: string) => variantShift(ref, pools) };
  const at = [...path, 'strategy'];
  const { slaFloor, highStakes } = strategy;
  const [, , guaranteed] = strategy.tiers;
  if (slaFloor !== undefined) checkRouteFloor(strategy, slaFloor, context, at, reporter);
  if (guaranteed !== undefined && highStakes?.slaFloor !== undefined) {
    const place = [...at, 'highStakes', 'slaFloor'];
    checkReach(highStakes.slaFloor, [guaranteed], context, place, reporter);
  }
}

function checkRouteFloor(
  route: RouteSpec,
  slaFloor: number,
  context: ChanceContext,
  at: Path,
  reporter: Reporter,
): void {
  const path = [...at, 'slaFloor'];
  const [quick, deep] = route.tiers;
  const from = floorRank(route, slaFloor, context);
  if (from === null) {
    const message = `nothing foretells how often a ${quick.kind} is right, so that no router can compare it with a floor`;
    const fix = `write deepShare, or a first tier of kind ${foretold.join(', ')}`;
    reporter.error([...at, 'tiers', 0], message, fix);
    return;
  }
  if (!checkReach(slaFloor, [quick, deep], context, path, reporter)) return;
  if (from === 0 || from === 1) {
    const message = `the ${from === 0 ? 'quick' : 'deep'} tier is never asked: the first is expected ${from === 0 ? 'below' : 'at or above'} ${shown(slaFloor)} at every problem`;
    reporter.warning(path, message, `write a ${from === 0 ? 'lower' : 'higher'} floor`);
    return;
  }
  const [first, second] = [programChance(quick, context), programChance(deep, context)];
  if (first === null || second === null) return;
  const all = meanOutcome((rank) => {
    const share = chanceOfDeep(rank, 1 - from, route.routerError);
    return share * second(rank) + (1 - share) * first(rank);
  });
  if (all >= slaFloor) return;
  const message = `${shown(all)} of all answers are expected to be right, below the floor of ${shown(slaFloor)}: what is sent up is hard for the second tier, too`;
  reporter.warning(
    path,
    message,
    'give the second tier a stronger model or strategy, or lower the floor',
  );
}

/** Whether one of these programs reaches a floor at the mean problem; true where nothing foretells one of them. */
function checkReach(
  slaFloor: number,
  programs: readonly ProgramSpec[],
  context: ChanceContext,
  path: Path,
  reporter: Reporter,
): boolean {
  const reached = programs.map((program) => {
    const chance = programChance(program, context);
    return chance === null ? null : meanOutcome(chance);
  });
  if (reached.some((each) => each === null || each >= slaFloor)) return true;
  const told = programs.map(
    (program, i) => `${nameOf(program, context)} ${shown(reached[i] ?? 0)}`,
  );
  const message = `${shown(slaFloor)} of right answers is more than is expected of any tier: ${told.join(', ')}`;
  const most = Math.max(...reached.map((each) => each ?? 0));
  const fix = `write ${Math.floor(1000 * most) / 10}% or less, or a tier with a stronger model or strategy`;
  reporter.error(path, message, fix);
  return false;
}

function nameOf(program: ProgramSpec, { own }: ChanceContext): string {
  const model = ('model' in program ? program.model : undefined) ?? own;
  return program.kind === 'single' ? model : `${model}, ${program.kind}`;
}

const shown = (share: number) => `${(100 * share).toFixed(1).replace(/\.0$/, '')} %`;
