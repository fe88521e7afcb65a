import { type CallsModels, modelsCalled } from '../called-models.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { candidatePath, isOwnCall } from '../rollout.ts';
import { whyGateIsIdle } from '../rules/gate-can-refuse.ts';
import type { RawCandidate, RawProgram, RawStrategy } from '../schema/strategy.ts';
import type { ProgramSpec, StrategySpec } from '../thinking.ts';
import { resolveAgent } from './agent-strategies.ts';
import { resolveGraph } from './graph.ts';
import { resolveLearned } from './learned.ts';
import { resolveRetrieve } from './retrieve.ts';
import { type Resolve, refuseFloors, resolveRoute } from './route.ts';
import { resolveThink } from './think.ts';
import { judged } from './verifier.ts';

/**
 * Completes the strategy of a workload whose model is `own`, and the candidate that a roll-out is to put in its place; null
 * where one call answers.
 */
export function resolveStrategy(
  raw: RawStrategy,
  candidate: RawCandidate | undefined,
  own: string,
  path: Path,
  reporter: Reporter,
): StrategySpec | null {
  const isPlain = raw === 'single' || raw.kind === 'single';
  if (isPlain && candidate === undefined) return null;
  const { deadline, ...options } = isPlain
    ? ({ deadline: Infinity, kind: 'single' } as const)
    : raw;
  const stable = resolveProgram(options, path, reporter);
  const program: ProgramSpec =
    candidate === undefined ? stable : versions(stable, candidate, deadline, reporter);
  if (candidate !== undefined) refuseFloors(program, path, reporter);
  if (program.kind === 'rollout' && program.tiers.every((each) => isOwnCall(each, own))) {
    const message = `one call of ${own} answers already: the candidate is the stable version`;
    reporter.error(candidatePath, message, 'state another strategy, such as {kind: majority-vote}');
  }
  const { answering } = modelsCalled(program, own);
  if (!answering.includes(own)) {
    const message = `${own}, the model of the workload, answers nothing here: ${answering.join(', ')} would`;
    reporter.error(path, message, `ask for model: ${answering[0]}, or let ${own} answer, too`);
  }
  return { deadlineSeconds: deadline, ...program };
}

/** A stable version with its deadline, and the candidate for its place: its own deadline, or the same. One call has none. */
function versions(
  stable: ProgramSpec,
  raw: RawCandidate,
  deadline: number,
  reporter: Reporter,
): ProgramSpec {
  const candidate = resolveProgram(raw, candidatePath, reporter);
  const stated = 'deadline' in raw ? raw.deadline : undefined;
  const isOneCall = candidate.kind === 'single';
  if (stated === undefined && !isOneCall && deadline < Infinity)
    reporter.useDefault([...candidatePath, 'deadline'], `${deadline}s, as the stable version`);
  const candidateDeadlineSeconds = isOneCall ? Infinity : (stated ?? deadline);
  return { kind: 'rollout', tiers: [stable, candidate], candidateDeadlineSeconds };
}

function resolveProgram(raw: RawProgram, path: Path, reporter: Reporter): ProgramSpec {
  switch (raw.kind) {
    case undefined:
    case 'single':
      return { kind: 'single', ...answeredBy(raw) };
    case 'majority-vote': {
      const { kind, samples, earlyStop } = raw;
      return { kind, samples, earlyStop, ...answeredBy(raw) };
    }
    case 'adaptive-vote': {
      const { kind, confidence, maxSamples } = raw;
      const batch = batchOf(raw, path, reporter);
      return { kind, confidence, batch, maxSamples, ...answeredBy(raw) };
    }
    case 'best-of-n':
    case 'weighted-vote': {
      const { kind, samples } = raw;
      return { kind, samples, ...answeredBy(raw), ...judged(raw, path, reporter) };
    }
    case 'verify': {
      const { kind, checks, retries } = raw;
      const threshold = thresholdOf(raw, path, reporter);
      return {
        kind,
        checks,
        retries,
        threshold,
        ...answeredBy(raw),
        ...judged(raw, path, reporter),
      };
    }
    case 'refine': {
      const { kind, rounds, critic } = raw;
      return { kind, rounds, critic, ...answeredBy(raw) };
    }
    case 'beam-search': {
      const { kind, beams, width, steps } = raw;
      return { kind, beams, width, steps, ...answeredBy(raw), ...judged(raw, path, reporter) };
    }
    case 'tree-search': {
      const { kind, budget, temperature, steps } = raw;
      const search = { kind, budget, temperature, steps };
      return { ...search, ...answeredBy(raw), ...judged(raw, path, reporter) };
    }
    case 'think':
      return { ...resolveThink(raw, path, reporter), ...answeredBy(raw) };
    case 'learned':
      return resolveLearned(raw, path, reporter);
    case 'retrieve':
      return { ...resolveRetrieve(raw, path, reporter), ...answeredBy(raw) };
    case 'agent':
      return { ...resolveAgent(raw, path, reporter), ...answeredBy(raw) };
    case 'graph':
      return resolveGraph(raw, path, reporter);
    case 'ensemble':
    case 'race':
      return resolveBeside(raw, path, reporter);
    case 'cascade':
    case 'route':
      return resolveTiers(raw, path, reporter);
  }
}

type RawOf<K extends RawProgram['kind']> = Extract<RawProgram, { kind: K }>;

function resolveBeside(
  raw: RawOf<'ensemble' | 'race'>,
  path: Path,
  reporter: Reporter,
): ProgramSpec {
  const { models } = raw;
  if (models.length < 2) {
    const message = `one model is no ${raw.kind}`;
    reporter.error(
      [...path, 'models'],
      message,
      'name two or more; one may be named several times',
    );
  }
  if (raw.kind === 'ensemble') return { kind: raw.kind, models };
  const threshold = thresholdOf(raw, path, reporter);
  return { kind: raw.kind, models, threshold, ...judged(raw, path, reporter) };
}

function resolveTiers(
  raw: RawOf<'cascade' | 'route'>,
  path: Path,
  reporter: Reporter,
): ProgramSpec {
  const at = [...path, 'tiers'];
  const tiers = raw.tiers.map((tier, i) => resolveProgram(tier, [...at, i], reporter));
  const [quick, deep] = tiers;
  if (quick === undefined || deep === undefined) {
    const message = `a ${raw.kind} of one tier goes nowhere else`;
    reporter.error(at, message, 'add a deeper one, such as {model: llama-3.1-70b}');
  }
  if (raw.kind === 'route') {
    const single = { kind: 'single' } as const;
    const pair = [quick ?? single, deep ?? single] as const;
    const resolve: Resolve = (each, place) => resolveProgram(each, place, reporter);
    return resolveRoute(raw, pair, resolve, path, reporter);
  }
  for (const [i, tier] of tiers.slice(0, -1).entries()) {
    const why = whyGateIsIdle(tier, raw.gate);
    if (why !== null) reporter.error([...at, i], why.message, why.fix);
  }
  return { kind: raw.kind, gate: raw.gate, tiers };
}

function answeredBy({ model }: Pick<CallsModels, 'kind' | 'model'>) {
  return model === undefined ? {} : { model };
}

function thresholdOf(
  { threshold }: { readonly threshold?: number | undefined },
  path: Path,
  reporter: Reporter,
): number | null {
  if (threshold === undefined)
    reporter.useDefault([...path, 'threshold'], 'as likely right as wrong');
  return threshold ?? null;
}

/** Samples of an adaptive vote that are asked for at once. */
function batchOf(raw: RawOf<'adaptive-vote'>, path: Path, reporter: Reporter): number {
  const { batch, maxSamples } = raw;
  const at = [...path, 'batch'];
  if (batch === undefined) {
    const most = Math.min(4, maxSamples);
    reporter.useDefault(at, most);
    return most;
  }
  if (batch > maxSamples) {
    const message = `asks for more at once than maxSamples = ${maxSamples} in all`;
    reporter.warning(at, message, `write ${maxSamples} or less, or raise maxSamples`);
  }
  return batch;
}
