import type { CompiledStrategy, CompiledTask } from '../compile/compile-thinking.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { meanAbility } from '../quality/ability.ts';
import { figure, percent, seconds, whole } from './numbers.ts';

/** Explains a workload's task and strategy, with who says how well its model does; nothing without a task. */
export function explainThinking(
  { task, strategy }: Pick<CompiledWorkload, 'task' | 'strategy'>,
  models: readonly string[],
): { readonly thinking?: readonly string[] } {
  if (task === undefined) return {};
  const lines = [taskText(task)];
  if (strategy !== undefined) lines.push(strategyText(strategy, models));
  return { thinking: lines };
}

function taskText({ id, own, effort, source }: CompiledTask): string {
  const mean = own.ability === null ? null : meanAbility(own.ability);
  const name = id === null ? 'problems of the scenario' : id;
  const length = effort === 1 ? '' : `; samples ${figure(effort)} times as long`;
  return `task      ${name}: one sample is right at ${percent(mean)} of the problems (${source})${length}`;
}

function strategyText(
  { spec, tiers, verifier }: CompiledStrategy,
  models: readonly string[],
): string {
  const { deadlineSeconds: deadline } = spec;
  const until =
    deadline < Infinity ? `; answers after ${seconds(deadline)} with what there is` : '';
  return `strategy  ${spec.kind}: ${programText(spec)}${verifierText(spec, tiers, verifier, models)}${until}`;
}

function programText(spec: CompiledStrategy['spec']): string {
  switch (spec.kind) {
    case 'majority-vote': {
      const early = spec.earlyStop ? ', until none that is open can change the winner' : '';
      return `${whole(spec.samples)} samples beside each other, the plurality wins${early}`;
    }
    case 'best-of-n':
      return `${whole(spec.samples)} samples beside each other, the best score wins`;
    case 'weighted-vote':
      return `${whole(spec.samples)} samples beside each other, votes weighted by scores`;
    case 'verify':
      return `${whole(spec.checks)} checks of each answer, up to ${whole(spec.retries)} further samples, then none is given`;
    case 'adaptive-vote':
      return `${whole(spec.batch)} samples at a time, up to ${whole(spec.maxSamples)}, until the leader stays ahead with ${percent(spec.confidence)}`;
  }
}

function verifierText(
  spec: CompiledStrategy['spec'],
  tiers: CompiledStrategy['tiers'],
  verifier: CompiledStrategy['verifier'],
  models: readonly string[],
): string {
  if (verifier === null || !('verifier' in spec)) return '';
  const { kind, auc, fooledShare } = spec.verifier;
  const group = tiers[verifier.tier]?.group ?? null;
  const by = group === null ? 'no model, at no cost' : (models[group] ?? '');
  const fooled = fooledShare === 0 ? '' : `, fooled by ${percent(fooledShare)} of wrong answers`;
  return `; scored by ${by} (${kind}, AUC ${figure(auc)}${fooled}: assumed)`;
}
