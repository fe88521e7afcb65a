import { tasks } from '../../catalog/tasks/index.ts';
import type { TaskSheet } from '../../catalog/tasks/sheet.ts';
import { verifiers } from '../../catalog/tasks/verifiers.ts';
import { betaAbility } from '../../quality/ability.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { RawAbility, RawStrategy, RawTask, RawVerifier } from '../schema/thinking.ts';
import type { RawWorkload } from '../schema/workload.ts';
import type { AbilitySpec, StrategySpec, TaskSpec, Thinking, VerifierSpec } from '../thinking.ts';

/** Completes the task and the strategy of a workload; nothing where one call answers and nobody asks how well. */
export function resolveThinking(
  raw: Pick<RawWorkload, 'task' | 'strategy' | 'model' | 'kind'>,
  path: Path,
  wrong: readonly string[],
  reporter: Reporter,
): Thinking {
  if (touches(wrong, ['task', 'strategy', 'model', 'kind'])) return {};
  if (raw.kind !== 'generate') {
    const isPlain =
      raw.task === 'none' && (raw.strategy === 'single' || raw.strategy.kind === 'single');
    if (isPlain) return {};
    const message = `a ${raw.kind} workload has no answers that are right or wrong`;
    reporter.error([...path, 'task'], message, 'leave task and strategy out');
    return {};
  }
  const task = resolveTask(raw.task, raw.model, [...path, 'task'], reporter);
  const strategy = resolveStrategy(raw.strategy, [...path, 'strategy'], reporter);
  if (strategy !== null && raw.task === 'none') {
    const message = `${strategy.kind} decides by answers, and without a task there are none`;
    const fix = 'state a task, such as gsm8k or {abilities: [{model: …, passAt1: 0.6}]}';
    reporter.error([...path, 'strategy'], message, fix);
  }
  if (task === null) return {};
  return { task, ...(strategy === null ? {} : { strategy }) };
}

function resolveTask(raw: RawTask, model: string, path: Path, reporter: Reporter): TaskSpec | null {
  if (raw === 'none') return null;
  const { of, abilities, wrongAnswers, effort } =
    typeof raw === 'string'
      ? { of: raw, abilities: undefined, wrongAnswers: undefined, effort: 1 }
      : raw;
  const sheet = of === undefined ? null : sheetOf(of);
  const own = Object.fromEntries(
    (abilities ?? []).map((each) => [each.model, abilitySpec(each)] as const),
  );
  const known = { ...abilitiesOf(sheet), ...own };
  const spread = wrongAnswers ?? sheet?.wrongAnswers ?? { concentration: 0.2, count: 8 };
  if (wrongAnswers === undefined && typeof raw !== 'string')
    reporter.useDefault([...path, 'wrongAnswers'], spread);
  const ability = known[model];
  if (ability === undefined) {
    const message = `nobody says how well ${model} solves ${of ?? 'this task'}`;
    const fix = `write task: {${of === undefined ? '' : `of: ${of}, `}abilities: [{model: ${model}, passAt1: 0.5}]}, with a figure of your own`;
    reporter.error(path, message, fix);
    return null;
  }
  return { id: of ?? null, wrongAnswers: spread, effort, abilities: { [model]: ability } };
}

function sheetOf(id: string): TaskSheet | null {
  return (tasks as Readonly<Record<string, TaskSheet>>)[id] ?? null;
}

function abilitiesOf(sheet: TaskSheet | null): Readonly<Record<string, AbilitySpec>> {
  if (sheet === null) return {};
  return Object.fromEntries(
    Object.entries(sheet.abilities).map(([model, each]) => [
      model,
      { ...each, source: each.source.text },
    ]),
  );
}

function abilitySpec(raw: RawAbility): AbilitySpec {
  const { passAt1, concentration, unknown, thinkingTokens, logitPerDoubling } = raw;
  return {
    ability: betaAbility(passAt1 / (1 - unknown), concentration, unknown),
    thinkingTokens: thinkingTokens ?? null,
    logitPerDoubling: thinkingTokens === undefined ? 0 : logitPerDoubling,
    source: 'the scenario',
  };
}

function resolveStrategy(raw: RawStrategy, path: Path, reporter: Reporter): StrategySpec | null {
  if (raw === 'single' || raw.kind === 'single') return null;
  const { deadline, ...options } = raw;
  const common = { deadlineSeconds: deadline };
  if (!('verifier' in options)) return { ...common, ...options };
  const verifier = resolveVerifier(options.verifier, [...path, 'verifier'], reporter);
  if (options.kind !== 'verify') return { ...common, ...options, verifier };
  if (options.threshold === undefined)
    reporter.useDefault([...path, 'threshold'], 'as likely right as wrong');
  return { ...common, ...options, threshold: options.threshold ?? null, verifier };
}

function resolveVerifier(raw: RawVerifier, path: Path, reporter: Reporter): VerifierSpec {
  const { kind, fooled, model, outputTokens } = raw;
  const auc = raw.auc ?? verifiers[kind].auc;
  if (raw.auc === undefined) reporter.useDefault([...path, 'auc'], auc);
  return { kind: auc === 1 ? 'exact' : kind, auc, fooledShare: fooled, model, outputTokens };
}

/** The model that a strategy has its answers scored by, beside the one that answers; null without one. */
export function scoringModel(raw: RawStrategy): string | null {
  if (raw === 'single' || !('verifier' in raw)) return null;
  const { model } = raw.verifier;
  return model === 'in-place' || model === 'none' ? null : model;
}
