import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { ProgramSpec, RouteSpec } from '../thinking.ts';

/** Completes a program that stands at a place. */
export type Resolve = (raw: RawProgram, path: Path) => ProgramSpec;

/** Completes a route between `tiers`; whether its floors can hold is a matter of abilities (rules/floors-can-hold.ts). */
export function resolveRoute(
  raw: Extract<RawProgram, { kind: 'route' }>,
  [quick, deep]: readonly [ProgramSpec, ProgramSpec],
  resolve: Resolve,
  path: Path,
  reporter: Reporter,
): RouteSpec {
  const { kind, deepShare, routerError, slaFloor, highStakes } = raw;
  if ((deepShare === undefined) === (slaFloor === undefined)) {
    const both = deepShare !== undefined;
    const message = both
      ? 'a route that says both deepShare and slaFloor has two ways to tell who is deep'
      : 'a route must say who goes to its second tier';
    const fix = both ? 'keep one of them' : 'write deepShare: 30%, or slaFloor: 80%';
    reporter.error(both ? [...path, 'slaFloor'] : path, message, fix);
  }
  if (deepShare === 0 || deepShare === 1) {
    const message = `the ${deepShare === 0 ? 'deep' : 'quick'} tier is never asked`;
    reporter.warning([...path, 'deepShare'], message, 'write a share between 0 and 1');
  }
  if (slaFloor !== undefined && routerError === Number.POSITIVE_INFINITY) {
    const message =
      'a blind router expects the same of all requests: none is below a floor more than another';
    reporter.error([...path, 'slaFloor'], message, 'write deepShare, or routerError: 0.8');
  }
  const common = {
    kind,
    deepShare: deepShare ?? null,
    ...(slaFloor === undefined ? {} : { slaFloor }),
    routerError,
  };
  if (highStakes === undefined) return { ...common, tiers: [quick, deep] };
  const { share, strategy, slaFloor: promised } = highStakes;
  const guaranteed = resolve(strategy as RawProgram, [...path, 'highStakes', 'strategy']);
  return {
    ...common,
    tiers: [quick, deep, guaranteed],
    highStakes: { share, ...(promised === undefined ? {} : { slaFloor: promised }) },
  };
}

/** Floors of versions that take over from one another: their figures would be those of neither. */
export function refuseFloors(program: ProgramSpec, path: Path, reporter: Reporter): void {
  const versions = program.kind === 'rollout' ? program.tiers : [];
  const promises = versions.some(
    (each) =>
      each.kind === 'route' && (each.slaFloor !== undefined || each.highStakes !== undefined),
  );
  if (!promises) return;
  const message = 'slaFloor and highStakes are not available in a roll-out of strategies';
  reporter.error(path, message, 'write deepShare and leave highStakes out, or leave rollout out');
}
