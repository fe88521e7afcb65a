import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import { marginalJoules } from '../engine/replica/marginal-joules.ts';
import { createStepModel } from '../engine/step-models.ts';
import { MOST_MATCHED } from '../policy/scheduling/longest-prefix-match.ts';
import { figure, percent, quantity, whole } from './numbers.ts';

/** How requests find replicas, and their turn there, where that follows from joules or from texts; absent elsewhere. */
export function explainRouting(
  { routing, groups }: CompiledScenario,
  engines: readonly CompiledPool[],
): { readonly routing?: readonly string[] } {
  const lines = [
    ...(routing.policy === 'energy-aware' && routing.packTo !== undefined
      ? fillOrder(engines, groups, routing.packTo)
      : []),
    ...(routing.affinity === undefined ? [] : [affinityText(routing.affinity)]),
    ...engines.flatMap(({ name, engine }) =>
      engine.scheduler === 'longest-prefix-match'
        ? [
            `${name} takes of those that wait the one of whose prompt its prefix cache has most; while more than ${whole(MOST_MATCHED)} wait, in the order of arrival`,
          ]
        : [],
    ),
  ];
  return lines.length === 0 ? {} : { routing: lines };
}

/** The pools of each model, the one first whose tokens cost the fewest joules above what its replicas take idle. */
function fillOrder(
  engines: readonly CompiledPool[],
  groups: CompiledScenario['groups'],
  packTo: number,
): readonly string[] {
  return groups.flatMap(({ model }, group) => {
    const own = engines
      .filter((engine) => engine.group === group)
      .map((spec) => {
        const { maxSequences } = spec.engine;
        const joules = marginalJoules({ spec, model: createStepModel(spec), maxSequences }, packTo);
        return { name: spec.name, joules };
      })
      .sort((a, b) => a.joules - b.joules);
    if (own.length < 2) return [];
    const order = own.map(({ name, joules }) => `${name} (${quantity(joules, 'J')} a token)`);
    return [
      `${model}: replicas get up to ${whole(packTo)} requests each in the order of what a token costs above idle: ${order.join(', then ')}; once all have as many, the one with the fewest`,
    ];
  });
}

function affinityText({
  cacheThreshold,
  balanceAbsThreshold,
  balanceRelThreshold,
}: NonNullable<CompiledScenario['routing']['affinity']>): string {
  const guard = `where one has more than ${whole(balanceAbsThreshold)} requests more than the idlest and more than ${figure(balanceRelThreshold)} times as many, the idlest gets it`;
  return `a request goes where more than ${percent(cacheThreshold)} of its prompt was sent before, else where the fewest new prompt tokens were; ${guard}`;
}
