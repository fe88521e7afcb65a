import { LOGIT_PER_DOUBLING } from '../../catalog/tasks/forms.ts';
import { tasks } from '../../catalog/tasks/index.ts';
import type { TaskSheet } from '../../catalog/tasks/sheet.ts';
import { betaAbility } from '../../quality/ability.ts';
import { modelsAsked, toolsCalled } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { candidatePath } from '../rollout.ts';
import { touches } from '../salvage.ts';
import type { RawAbility, RawTask } from '../schema/thinking.ts';
import type { RawWorkload } from '../schema/workload.ts';
import type { AbilitySpec, TaskSpec, Thinking } from '../thinking.ts';
import { resolveAttack } from './attack.ts';
import { resolveStrategy } from './strategy.ts';
import { checkThinks } from './think.ts';

/** What other parts of the file say of the models and the strategy of a workload. */
type Elsewhere = 'routedTo' | 'candidate' | 'successor';

/** Completes the task and the strategy of a workload; nothing where one call answers and nobody asks how well. */
export function resolveThinking(
  raw: Pick<
    RawWorkload,
    'task' | 'strategy' | 'model' | 'kind' | 'slo' | 'timeout' | 'defer' | Elsewhere
  >,
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
  const at = [...path, 'strategy'];
  const strategy = resolveStrategy(raw.strategy, raw.candidate, raw.model, at, reporter);
  const { model, routedTo, successor } = raw;
  const { answering } = modelsAsked({ model, strategy, routedTo });
  const able = new Set([...answering, ...(successor === undefined ? [] : [successor])]);
  const task = resolveTask(raw.task, [...able], [...path, 'task'], reporter);
  if (strategy !== null && raw.task === 'none') {
    const message = `${strategy.kind} decides by answers, and without a task there are none`;
    const fix = 'state a task, such as gsm8k or {abilities: [{model: …, passAt1: 0.6}]}';
    reporter.error(at, message, fix);
  }
  if (routedTo !== undefined && raw.task === 'none') {
    const message = `requests for ${model} are routed by how hard their problems look, and without a task there are none`;
    const fix = 'state a task, such as gsm8k or {abilities: [{model: …, passAt1: 0.6}]}';
    reporter.error([...path, 'task'], message, fix);
  }
  if (strategy !== null && task !== null) {
    checkThinks(strategy, model, task, { strategy: at, task: [...path, 'task'] }, reporter);
  }
  if (strategy !== null && !touches(wrong, ['slo', 'timeout', 'defer'])) {
    warnLateDeadline(strategy.deadlineSeconds, raw, at, reporter);
    const own = strategy.kind === 'rollout' ? strategy.candidateDeadlineSeconds : Infinity;
    if (own !== strategy.deadlineSeconds) warnLateDeadline(own, raw, candidatePath, reporter);
  }
  const routed = routedTo === undefined ? {} : { routedTo };
  if (task === null) return routed;
  return { task, ...routed, ...(strategy === null ? {} : { strategy }) };
}

/**
 * The key of a strategy that names models or tools, where a mistake elsewhere (no ability at its task) kept it from being
 * read: what it asks for is not known.
 */
export function lostStrategy(
  { model, strategy: raw }: Pick<RawWorkload, 'model' | 'strategy'>,
  { strategy }: Thinking,
): readonly string[] {
  if (raw === 'single' || strategy !== undefined) return [];
  const { answering, judging } = modelsAsked({ model, strategy: raw });
  const asksOthers = [...answering, ...judging].some((each) => each !== model);
  return asksOthers || toolsCalled(raw).length > 0 ? ['strategy'] : [];
}

/** The task, with the abilities of the models that answer; null after an issue, and without one. */
function resolveTask(
  raw: RawTask,
  answering: readonly string[],
  path: Path,
  reporter: Reporter,
): TaskSpec | null {
  if (raw === 'none') return null;
  if (typeof raw !== 'string' && raw.attack !== undefined)
    return resolveAttack({ ...raw, attack: raw.attack }, answering, path, reporter);
  const { of, abilities, wrongAnswers, effort } =
    typeof raw === 'string'
      ? { of: raw, abilities: undefined, wrongAnswers: undefined, effort: 1 }
      : raw;
  const sheet = of === undefined ? null : sheetOf(of);
  const own = ownAbilities(abilities ?? [], answering, [...path, 'abilities'], reporter);
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
  if (effort !== 1) warnIdleEffort(able, path, reporter);
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

/** Abilities that the file brings, by model; one that is wrong, after an issue, is the one that its model would have by half. */
function ownAbilities(
  raw: readonly RawAbility[],
  answering: readonly string[],
  path: Path,
  reporter: Reporter,
): Readonly<Record<string, AbilitySpec>> {
  const own = new Map<string, AbilitySpec>();
  for (const [i, each] of raw.entries()) {
    const at = [...path, i];
    const { model } = each;
    if (own.has(model)) {
      const message = `${model} has an ability already`;
      reporter.error([...at, 'model'], message, 'keep one of them');
    } else if (!answering.includes(model)) {
      const message = `${model} answers nothing here: its ability is not used`;
      const fix = `leave it out, or ask it, by model or in a strategy; ${answering.join(', ')} answers`;
      reporter.warning([...at, 'model'], message, fix);
    }
    own.set(model, abilitySpec(each, at, reporter));
  }
  return Object.fromEntries(own);
}

function abilitySpec(raw: RawAbility, path: Path, reporter: Reporter): AbilitySpec {
  const { passAt1, concentration, unknown, thinkingTokens, logitPerDoubling } = raw;
  const isPossible = passAt1 < 1 - unknown;
  if (!isPossible) {
    const message = `must be below 1 − unknown = ${1 - unknown}: what is never solved is never right`;
    reporter.error([...path, 'passAt1'], message, 'lower it, or lower unknown');
  }
  if (logitPerDoubling !== undefined && thinkingTokens === undefined) {
    const message = 'does nothing without thinkingTokens: longer samples are measured by them';
    const fix = 'add thinkingTokens, of a sample at which passAt1 was measured, or leave it out';
    reporter.error([...path, 'logitPerDoubling'], message, fix);
  }
  if (logitPerDoubling === undefined && thinkingTokens !== undefined) {
    reporter.useDefault([...path, 'logitPerDoubling'], LOGIT_PER_DOUBLING);
  }
  return {
    ability: betaAbility(isPossible ? passAt1 / (1 - unknown) : 0.5, concentration, unknown),
    thinkingTokens: thinkingTokens ?? null,
    logitPerDoubling: thinkingTokens === undefined ? 0 : (logitPerDoubling ?? LOGIT_PER_DOUBLING),
    source: 'the scenario',
  };
}

/** Samples of models that do not think first have more tokens, and are no better for it. */
function warnIdleEffort(
  able: Readonly<Record<string, AbilitySpec>>,
  path: Path,
  reporter: Reporter,
): void {
  const idle = Object.entries(able)
    .filter(([, { thinkingTokens }]) => thinkingTokens === null)
    .map(([model]) => model);
  if (idle.length === 0) return;
  const message = `changes the tokens of ${idle.join(', ')} and not the ability: nobody says what thinking does for it`;
  const fix = 'add thinkingTokens to its ability, or leave effort out';
  reporter.warning([...path, 'effort'], message, fix);
}

/** A strategy that answers at its deadline answers nobody where the client has left by then. */
function warnLateDeadline(
  deadlineSeconds: number,
  { slo, timeout, defer }: Pick<RawWorkload, 'slo' | 'timeout' | 'defer'>,
  path: Path,
  reporter: Reporter,
): void {
  if (deadlineSeconds === Number.POSITIVE_INFINITY) return;
  const leaves = [
    { key: 'slo.deadline', seconds: slo.onMiss === 'drop' ? slo.deadline : undefined },
    { key: 'timeout.total', seconds: timeout === 'none' ? undefined : timeout.total },
  ];
  // it counts from the first call, and clients count from the arrival
  const slack = defer === 'none' ? 0 : defer.slack;
  for (const { key, seconds } of leaves) {
    if (seconds === undefined || seconds >= deadlineSeconds + slack) continue;
    const message =
      seconds >= deadlineSeconds
        ? `comes too late for who waits longer than ${seconds - deadlineSeconds} s (defer.slack): clients leave after ${seconds} s (${key})`
        : `never comes: clients leave after ${seconds} s (${key})`;
    const most = Math.max(0, seconds - slack);
    const fix =
      most > 0
        ? `write less than ${most}s, or leave it out`
        : 'leave it out, or shorten defer.slack';
    reporter.warning([...path, 'deadline'], message, fix);
  }
}
