import { tasks } from '../../catalog/tasks/index.ts';
import type { TaskSheet } from '../../catalog/tasks/sheet.ts';
import { betaAbility } from '../../quality/ability.ts';
import { modelsCalled } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { RawAbility, RawTask } from '../schema/thinking.ts';
import type { RawWorkload } from '../schema/workload.ts';
import type { AbilitySpec, TaskSpec, Thinking } from '../thinking.ts';
import { resolveStrategy } from './strategy.ts';

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
  const strategy = resolveStrategy(raw.strategy, raw.model, [...path, 'strategy'], reporter);
  const { answering } = modelsCalled(strategy ?? {}, raw.model);
  const task = resolveTask(raw.task, answering, [...path, 'task'], reporter);
  if (strategy !== null && raw.task === 'none') {
    const message = `${strategy.kind} decides by answers, and without a task there are none`;
    const fix = 'state a task, such as gsm8k or {abilities: [{model: …, passAt1: 0.6}]}';
    reporter.error([...path, 'strategy'], message, fix);
  }
  if (task === null) return {};
  return { task, ...(strategy === null ? {} : { strategy }) };
}

/** The task, with the abilities of the models that answer; null after an issue, and without one. */
function resolveTask(
  raw: RawTask,
  answering: readonly string[],
  path: Path,
  reporter: Reporter,
): TaskSpec | null {
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
  const able: Record<string, AbilitySpec> = {};
  for (const model of answering) {
    const ability = known[model];
    if (ability !== undefined) {
      able[model] = ability;
      continue;
    }
    const message = `nobody says how well ${model} solves ${of ?? 'this task'}`;
    const fix = `write task: {${of === undefined ? '' : `of: ${of}, `}abilities: [{model: ${model}, passAt1: 0.5}]}, with a figure of your own`;
    reporter.error(path, message, fix);
  }
  if (Object.keys(able).length < answering.length) return null;
  return { id: of ?? null, wrongAnswers: spread, effort, abilities: able };
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
