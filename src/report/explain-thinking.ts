import type { CompiledProgram } from '../compile/compile-strategy.ts';
import type { CompiledRoutes, CompiledTask } from '../compile/compile-thinking.ts';
import type { CompiledWorkload } from '../compile/compiled.ts';
import { lengthMean } from '../policy/length/index.ts';
import { meanAbility } from '../quality/ability.ts';
import { chanceOfFinding, examplesShift, foundShift } from '../quality/context.ts';
import { horizonChance, repeatedStep, stepEnds } from '../quality/horizon.ts';
import { retrievedTokens } from '../scenario/retrieved.ts';
import type {
  GraphCallSpec,
  LearnedSpec,
  ProgramSpec,
  RetrieveSpec,
  ThinkSpec,
  VerifierSpec,
} from '../scenario/thinking.ts';
import { figure, percent, seconds, whole } from './numbers.ts';

/** Explains the task and the strategy of a workload whose model is `own`, with who says how well it does; nothing without. */
export function explainThinking(
  { task, strategy, routes }: Pick<CompiledWorkload, 'task' | 'strategy' | 'routes'>,
  own: string,
): { readonly thinking?: readonly string[] } {
  if (task === undefined) return {};
  const lines = [taskText(task)];
  if (strategy !== undefined) {
    const { deadlineSeconds: deadline, ...program } = strategy.spec;
    lines.push(
      `strategy  ${program.kind}: ${programText(program, own)}${untilText(program, deadline)}`,
    );
    lines.push(...tierShares(strategy.program));
  }
  if (routes !== undefined) lines.push(routesText(routes));
  return { thinking: lines };
}

/** When a program answers at the latest; of a roll-out each of its versions. */
function untilText(program: ProgramSpec, deadlineSeconds: number): string {
  const after = (limit: number) => `after ${seconds(limit)} with what there is`;
  const own = program.kind === 'rollout' ? program.candidateDeadlineSeconds : deadlineSeconds;
  if (own === deadlineSeconds) return own < Infinity ? `; answers ${after(own)}` : '';
  const of = (version: string, limit: number) =>
    limit < Infinity ? `; the ${version} answers ${after(limit)}` : '';
  return `${of('stable version', deadlineSeconds)}${of('candidate', own)}`;
}

/** Shares of the requests that go to each model: estimates are ranks, uniform whatever the router's error. */
export function routedShares({
  thresholds,
}: Pick<CompiledRoutes, 'thresholds'>): readonly number[] {
  return [...thresholds, 1].map((threshold, i) => threshold - (thresholds[i - 1] ?? 0));
}

/**
 * What share of the requests each tier of a route gets: estimates are ranks, uniform whatever the router's error, and stakes
 * are drawn whatever a problem looks like. Of a roll-out, those of each version that is a route.
 */
function tierShares(program: CompiledProgram, version = ''): readonly string[] {
  if (program.kind === 'rollout') {
    return [
      ...tierShares(program.stable, 'the stable version '),
      ...tierShares(program.candidate, 'the candidate '),
    ];
  }
  if (program.kind !== 'route') return [];
  const { deepFrom, highStakes } = program;
  const others = 1 - (highStakes?.share ?? 0);
  const own =
    highStakes === undefined ? '' : `, ${percent(highStakes.share)} to that of high stakes`;
  const parts = `${percent(others * deepFrom)} to the first tier, ${percent(others * (1 - deepFrom))} to the second`;
  return [`sends     ${version}${parts}${own}`];
}

function routesText(routes: CompiledRoutes): string {
  const shares = routedShares(routes);
  const parts = routes.models.map((model, i) => {
    const ability = routes.tiers[i]?.ability ?? null;
    const right = percent(ability === null ? null : meanAbility(ability));
    return `${percent(shares[i] ?? 0)} to ${model} (right at ${right} of all problems)`;
  });
  return `routed    from those that look easiest ${routerText(routes.routerError)}: ${parts.join(', ')}`;
}

function routerText(error: number): string {
  return error === Infinity
    ? 'at random'
    : `to a router that errs by ${figure(error)} deviations of difficulty (assumed)`;
}

function taskText({ id, own, effort, source, isAttack }: CompiledTask): string {
  const mean = own.ability === null ? null : meanAbility(own.ability);
  const name = id === null ? 'problems of the scenario' : id;
  const length = effort === 1 ? '' : `; samples ${figure(effort)} times as long`;
  if (isAttack === true)
    return `task      attacks: one sample withstands ${percent(mean)} of them (${source})${length}`;
  return `task      ${name}: one sample is right at ${percent(mean)} of the problems (${source})${length}`;
}

function programText(spec: ProgramSpec, own: string): string {
  const by = 'model' in spec && spec.model !== undefined ? spec.model : own;
  switch (spec.kind) {
    case 'single':
      return 'one call';
    case 'think':
      return thinkText(spec);
    case 'retrieve':
      return retrieveText(spec);
    case 'majority-vote': {
      const early = spec.earlyStop ? ', until none that is open can change the winner' : '';
      return `${whole(spec.samples)} samples beside each other, the plurality wins${early}`;
    }
    case 'best-of-n':
      return `${whole(spec.samples)} samples beside each other, the best score wins${scoredBy(spec.verifier, by)}`;
    case 'weighted-vote':
      return `${whole(spec.samples)} samples beside each other, votes weighted by scores${scoredBy(spec.verifier, by)}`;
    case 'verify':
      return `${whole(spec.checks)} checks of each answer, up to ${whole(spec.retries)} further samples, then none is given${scoredBy(spec.verifier, by)}`;
    case 'beam-search':
      return `${whole(spec.beams)} partial answers go on by ${whole(spec.width)} continuations each, ${whole(spec.steps)} steps in all, the best score wins${scoredBy(spec.verifier, by)}`;
    case 'tree-search':
      return `${whole(spec.budget)} continuations at each of ${whole(spec.steps)} steps, allotted by scores, votes weighted by them${scoredBy(spec.verifier, by)}`;
    case 'adaptive-vote':
      return `${whole(spec.batch)} samples at a time, up to ${whole(spec.maxSamples)}, until the leader stays ahead with ${percent(spec.confidence)}`;
    case 'learned':
      return learnedText(spec);
    case 'ensemble':
      return `one sample of each of ${spec.models.join(', ')}, the plurality wins`;
    case 'race':
      return `one sample of each of ${spec.models.join(', ')}, the first that is good enough wins${scoredBy(spec.verifier, spec.models[0])}`;
    default:
      return composedText(spec, own);
  }
}

/** Programs of one text after the other, and programs of programs. */
function composedText(
  spec: Extract<
    ProgramSpec,
    { readonly kind: 'agent' | 'graph' | 'refine' | 'cascade' | 'route' | 'rollout' }
  >,
  own: string,
): string {
  const tierText = (tier: ProgramSpec) => {
    const model =
      'models' in tier || 'tiers' in tier || 'calls' in tier ? '' : `${tier.model ?? own}, `;
    return `(${model}${programText(tier, own)})`;
  };
  switch (spec.kind) {
    case 'graph': {
      const held =
        spec.threshold === null ? '' : `; what scores below ${figure(spec.threshold)} is held back`;
      return `${spec.calls.map((call) => callText(call, own, spec.calls)).join('; ')}${held}`;
    }
    case 'refine': {
      const { rounds, critic } = spec;
      const by = critic.model === 'in-place' ? (spec.model ?? own) : critic.model;
      return `a draft, then ${whole(rounds)} times a critique by ${by} and a revision, which fixes ${percent(critic.fixes)} of the wrong answers and breaks ${percent(critic.breaks)} of the right ones (assumed)`;
    }
    case 'agent':
      return agentText(spec);
    case 'cascade':
      return `${spec.tiers.map(tierText).join(', then ')}, until one is sure by ${percent(spec.gate)}`;
    case 'rollout': {
      const [stable, candidate] = spec.tiers;
      return `${tierText(stable)}, but ${tierText(candidate)} for what a roll-out sends to it`;
    }
    case 'route': {
      const { deepShare, slaFloor, routerError: error, highStakes } = spec;
      const [quick, deep, guaranteed] = spec.tiers;
      const who =
        slaFloor === undefined
          ? `the ${percent(deepShare)} that look hardest`
          : `those at which a right answer is expected less often than ${percent(slaFloor)}`;
      const own =
        guaranteed === undefined || highStakes === undefined
          ? ''
          : `; ${tierText(guaranteed)} for the ${percent(highStakes.share)} with high stakes`;
      return `${tierText(quick)}, but ${tierText(deep)} for ${who} ${routerText(error)}${own}`;
    }
  }
}

function thinkText({ asked, compliance: { mean, cv } }: ThinkSpec): string {
  const length =
    'times' in asked
      ? `${figure(asked.times)} times the tokens of outputTokens`
      : `${whole(asked.budgetTokens)} tokens`;
  const exact = mean === 1 && cv === 0;
  const taken = exact
    ? ', which it takes'
    : `, of which it takes ${figure(mean)} times as many on average (cv ${figure(cv)})`;
  return `one chain of thought that is asked for ${length}${taken}`;
}

function retrieveText(spec: RetrieveSpec): string {
  const { tool, documents, documentTokens, rounds, queryTokens, examples } = spec;
  const { hitRate, precision, hitLogit, noiseLogit } = spec;
  const searches =
    rounds === 1
      ? `a search by ${tool}`
      : `${whole(rounds)} searches by ${tool}, before each but the first a call that writes ${whole(queryTokens)} tokens`;
  const found = chanceOfFinding(hitRate, documents, rounds);
  const wrong = foundShift({ precision, hitLogit, noiseLogit }, rounds * documents, false);
  const shown =
    examples.count === 0
      ? ''
      : `; ${whole(examples.count)} examples of ${whole(examples.tokens)} tokens before every prompt add ${figure(examplesShift(examples.count, examples.logitPerDoubling, examples.mostUseful))}`;
  return `${searches}, ${whole(documents)} documents of ${figure(lengthMean(documentTokens))} tokens each, then the answer on a prompt that is ${figure(retrievedTokens(spec).mean)} tokens longer on average; ${percent(found)} find what is needed, which adds ${figure(hitLogit)} to the logit of a right answer, and what is beside the point takes ${figure(-wrong)} from it${shown} (assumed)`;
}

function learnedText(spec: LearnedSpec): string {
  const { maxSamples, episodes, features, price, busyPrice, busyFrom } = spec;
  const busy = features.includes('queue')
    ? `, and ${figure(busyPrice)} times that from ${whole(busyFrom)} calls in flight on`
    : '';
  return `up to ${whole(maxSamples)} samples, 1, 2 or 4 at a time, as a table says that was learned on ${whole(episodes)} other problems (${features.join(', ')}), where a sample costs ${percent(price)} of a right answer${busy}`;
}

function callText(call: GraphCallSpec, own: string, calls: readonly GraphCallSpec[]): string {
  if (call.role === 'score') {
    const judged = calls.find((each) => each.name === call.judges);
    const by = judged !== undefined && 'model' in judged ? judged.model : own;
    return `${call.name} of ${call.judges}${scoredBy(call.verifier, by).replace(';', ',')}`;
  }
  const { name, after, join, model = own } = call;
  const from =
    after.length === 0
      ? ''
      : ` after ${join === 'first' ? 'the first of ' : ''}${after.join(' and ')}`;
  const helps =
    call.role === 'text' && call.helps !== 0
      ? `, which adds ${figure(call.helps)} to the logit (assumed)`
      : '';
  const does = call.role === 'text' ? `writes ${whole(call.outputTokens)} tokens` : 'answers';
  return `${name} by ${model} ${does}${from}${helps}`;
}

function scoredBy({ kind, auc, fooledShare, model }: VerifierSpec, answering = ''): string {
  const inPlace = model === 'in-place' ? answering : model;
  const by = model === 'none' ? 'no model, at no cost' : inPlace;
  const fooled = fooledShare === 0 ? '' : `, fooled by ${percent(fooledShare)} of wrong answers`;
  return `; scored by ${by} (${kind}, AUC ${figure(auc)}${fooled}: assumed)`;
}

function agentText(spec: Extract<ProgramSpec, { readonly kind: 'agent' }>): string {
  const { turns, tool, toolTokens, toolSuccess, stepSuccess, repair, maxCalls } = spec;
  const care = { works: toolSuccess, notices: repair };
  const ends = stepEnds(stepSuccess, care);
  const mean = lengthMean(turns);
  const right = horizonChance(repeatedStep(stepSuccess, care), mean);
  const anew = ends < 1 ? `, each done ${figure(1 / ends)} times on average` : '';
  return `${figure(mean)} steps on average${anew}, each a call and a use of ${tool} that gives back ${figure(lengthMean(toolTokens))} tokens, then the answer, in ${whole(maxCalls)} calls at most; all steps of a mean task are right with ${percent(right)} (assumed)`;
}
