import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { touches } from '../salvage.ts';
import type { Workload } from '../scenario.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { answerTokens } from '../thought.ts';
import { resolveArrivals } from './arrivals.ts';
import { resolveClients } from './clients.ts';
import { warnCutAnswers } from './cut-answers.ts';
import { resolveImages } from './images.ts';
import { resolveItems } from './items.ts';
import { resolveLadder } from './ladder.ts';
import { checkLengths, type Lengths, outputBounds, resolveLengths } from './lengths.ts';
import type { AnyShape, ModelLibrary } from './model.ts';
import { resolveSatisfaction } from './satisfaction.ts';
import { resolveThinking } from './thinking.ts';

const NEVER = Number.POSITIVE_INFINITY;

export interface WorkloadContext {
  readonly reporter: Reporter;
  readonly folder: string;
  /** Paths inside the workload that had issues before. */
  readonly wrong: readonly string[];
  /** Shape of the workload's model; null when it is not known (then there is an issue already, or there will be). */
  readonly shape: AnyShape | null;
  /** Where models are looked up that it names beside its own. */
  readonly library: ModelLibrary;
}

/** Completes a workload. Where its lengths are wrong they are null, as if a trace brought them: after an issue. */
export function resolveWorkload(raw: RawWorkload, path: Path, context: WorkloadContext): Workload {
  const { reporter } = context;
  const { shape } = context;
  const task = {
    contextTokens: shape === null || isOneShot(shape) ? null : shape.contextTokens,
    promptTokens: raw.promptTokens,
    outputTokens: raw.outputTokens,
  };
  const arrivals = resolveArrivals(raw.arrivals, [...path, 'arrivals'], { ...context, task });
  checkKind(raw, path, context);
  checkPrefix(raw, path, context);
  if (shape !== null && isOneShot(shape)) {
    refuseTasks(raw, path, reporter);
    resolveImages(raw, path, context);
    for (const key of ['promptTokens', 'outputTokens', 'maxTokens'] as const) {
      if (raw[key] === undefined) continue;
      const message = `a ${raw.kind} workload has no ${key}`;
      reporter.error([...path, key], message, 'say what a request asks for under job');
    }
    return {
      ...commonParts(raw, path, context),
      // the rows of a trace bring arrivals alone
      arrivals: arrivals.process === 'trace' ? { ...arrivals, lengths: 'distribution' } : arrivals,
      promptTokens: resolveItems(raw.job, shape, [...path, 'job'], reporter) ?? ONE,
      outputTokens: ONE,
      maxTokens: 1,
    };
  }
  const fromTrace = arrivals.process === 'trace' && arrivals.lengths === 'trace';
  let lengths: Lengths | null = null;
  if (fromTrace) {
    warnIgnored(raw, path, reporter);
  } else {
    const knowsBoth = !touches(context.wrong, ['promptTokens', 'outputTokens']);
    lengths = knowsBoth
      ? resolveLengths(raw.promptTokens, raw.outputTokens, path, reporter)
      : checkLengths(raw.promptTokens, raw.outputTokens, path, reporter);
  }
  const common = { ...commonParts(raw, path, context), ...resolveImages(raw, path, context) };
  if (raw.maxTokens !== undefined && lengths !== null)
    warnCutAnswers(common, lengths.outputTokens, raw.maxTokens, path, reporter);
  return {
    ...common,
    arrivals,
    promptTokens: lengths?.promptTokens ?? null,
    outputTokens: lengths?.outputTokens ?? null,
    maxTokens:
      raw.maxTokens ??
      defaultMaxTokens(lengths, { ...common, arrivals }, [...path, 'maxTokens'], context),
  };
}

/**
 * In the engine's books a job of one shot is a prompt of one token, or of as many as it has items, whose answer is one
 * token.
 */
const ONE = { distribution: 'fixed', value: 1 } as const;

/** Jobs of one shot have no context that could grow. */
function refuseTasks({ arrivals, kind }: RawWorkload, path: Path, reporter: Reporter): void {
  const { process } = arrivals;
  if (process !== 'sessions' && process !== 'agentic' && process !== 'servegen') return;
  const message = `${process} arrivals are for models that generate tokens, not for ${kind} workloads`;
  reporter.error([...path, 'arrivals', 'process'], message, 'use poisson, gamma or periodic');
}

/** Who draws no prompts has none that begin alike, and a task's prompts begin as it goes on. */
function checkPrefix(
  { arrivals, kind, prefix }: RawWorkload,
  path: Path,
  { shape, reporter }: WorkloadContext,
): void {
  if (typeof prefix !== 'object') return;
  const { process } = arrivals;
  const refuse = (message: string, fix: string) =>
    reporter.error([...path, 'prefix'], message, fix);
  if (shape !== null && isOneShot(shape)) {
    refuse(`a ${kind} workload has no prompts that begin alike`, 'leave it out');
  } else if (process === 'sessions' || process === 'agentic' || process === 'servegen') {
    refuse(`a shared prefix is not available with ${process} arrivals`, 'write none');
  }
}

/** What workloads of all kinds have. */
function commonParts(raw: RawWorkload, path: Path, context: WorkloadContext) {
  const { reporter, wrong } = context;
  const timeout = raw.timeout === 'none' ? {} : raw.timeout;
  const { slo } = raw;
  const { deadline, drops } = resolveDeadline(slo, [...path, 'slo'], reporter);
  return {
    name: raw.name,
    model: raw.model,
    priority: raw.priority,
    tenants: raw.tenants,
    ...(raw.region === undefined ? {} : { region: raw.region }),
    ...(typeof raw.prefix === 'object' ? { prefix: raw.prefix } : {}),
    timeout: {
      totalSeconds: Math.min(timeout.total ?? NEVER, drops ? deadline : NEVER),
      firstTokenSeconds: timeout.firstToken ?? NEVER,
    },
    slo: {
      ttftSeconds: slo.ttft ?? NEVER,
      tpotSeconds: slo.tpot ?? NEVER,
      e2eSeconds: Math.min(slo.e2e ?? NEVER, deadline),
      ...(deadline < NEVER && { deadlineSeconds: deadline }),
      attainment: slo.attainment,
    },
    ...(touches(wrong, ['slo', 'kind', 'model'])
      ? {}
      : resolveLadder(raw, [...path, 'slo'], context)),
    ...resolveClients(raw, path, reporter),
    ...(touches(wrong, ['satisfaction', 'arrivals', 'slo', 'task'])
      ? {}
      : resolveSatisfaction(raw, path, reporter)),
    ...resolveThinking(raw, path, wrong, reporter),
  };
}

/** An answer that is late is a miss; one that is dropped takes no time from those after it. */
function resolveDeadline(
  { deadline = NEVER, onMiss }: RawWorkload['slo'],
  path: Path,
  reporter: Reporter,
): { readonly deadline: number; readonly drops: boolean } {
  if (onMiss !== undefined && deadline === NEVER) {
    const message = 'there is no deadline that could be missed';
    reporter.error([...path, 'onMiss'], message, 'write deadline: 33ms, or leave it out');
  }
  if (onMiss === undefined && deadline < NEVER) reporter.useDefault([...path, 'onMiss'], 'late');
  return { deadline, drops: onMiss === 'drop' || onMiss === 'degrade' };
}

/** The kind is one that the model can do. */
function checkKind(
  raw: RawWorkload,
  path: Path,
  { reporter, shape, wrong }: WorkloadContext,
): void {
  if (shape === null || touches(wrong, ['kind'])) return;
  const kinds: readonly string[] = isOneShot(shape) ? shape.kinds : ['generate'];
  if (!kinds.includes(raw.kind)) {
    const message = `${raw.model} does not ${raw.kind}`;
    reporter.error([...path, 'kind'], message, `write ${kinds.join(' or ')}, or another model`);
  }
  if (raw.job !== undefined && !isOneShot(shape)) {
    const message = 'a generate workload has no job';
    reporter.error([...path, 'job'], message, 'write promptTokens and outputTokens');
  }
}

function warnIgnored(raw: RawWorkload, path: Path, reporter: Reporter): void {
  for (const key of ['promptTokens', 'outputTokens'] as const) {
    if (raw[key] === undefined) continue;
    const message = `${key} is ignored: the trace brings its own lengths`;
    reporter.warning(
      [...path, key],
      message,
      `leave ${key} out, or write arrivals.lengths: distribution`,
    );
  }
}

/** The output law's largest length when it has one, else the model's context; the trace's maximum is known later. */
function defaultMaxTokens(
  lengths: Lengths | null,
  { arrivals, ...thinking }: Pick<Workload, 'arrivals' | 'task' | 'strategy'>,
  path: Path,
  { reporter, shape }: WorkloadContext,
): number | null {
  if (lengths === null) {
    reporter.useDefault(path, "the trace's maximum");
    return null;
  }
  const laws = [lengths.outputTokens, ...ownOutputs(arrivals)];
  const longest = Math.max(...laws.map((law) => outputBounds(law)[1]));
  // clients whose answers are longer than the law's have no bound
  const isSpread =
    arrivals.process === 'servegen' && arrivals.pools.some(({ outputSpread }) => outputSpread > 0);
  const most = isSpread ? NEVER : longest;
  const context =
    shape !== null && !isOneShot(shape) ? shape.contextTokens : Number.MAX_SAFE_INTEGER;
  const drawn = { least: 1, mean: most, most };
  const longer = Math.max(most, answerTokens(thinking, drawn).most);
  const thought = Math.min(longer, Math.max(most, context));
  const limit = Number.isFinite(most) ? thought : context;
  reporter.useDefault(path, limit);
  return limit;
}

/** Laws of answers that the arrivals bring beside the workload's. */
function ownOutputs(arrivals: Workload['arrivals']): readonly LengthSpec[] {
  if (arrivals.process === 'agentic') return arrivals.calls.map((call) => call.outputTokens);
  if (arrivals.process !== 'servegen') return [];
  return arrivals.pools.flatMap(({ outputTokens }) =>
    outputTokens === null ? [] : [outputTokens],
  );
}
