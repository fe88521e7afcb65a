import type { RetrieveOptions } from '../policy/strategy/retrieve.ts';
import { examplesShift } from '../quality/context.ts';
import { exampleTokens } from '../scenario/retrieved.ts';
import type { ProgramSpec, RetrieveSpec } from '../scenario/thinking.ts';
import { type CompiledTier, type Models, silent } from './compiled-tier.ts';
import type { CompiledAgent } from './compiled-tool.ts';

type Agent = Extract<ProgramSpec, { kind: 'agent' }>;

/** Adds the tiers of a program that uses a tool. */
export function compileToolUser(
  spec: Agent | RetrieveSpec,
  models: Models,
  add: (tier: CompiledTier) => number,
): CompiledAgent | ({ readonly kind: 'retrieve' } & RetrieveOptions) {
  return spec.kind === 'agent'
    ? compileAgent(spec, models, add)
    : compileRetrieve(spec, models, add);
}

/** Adds the model of an agent, which is a tier, and its tool, which is one too. */
function compileAgent(
  spec: Agent,
  models: Models,
  add: (tier: CompiledTier) => number,
): CompiledAgent {
  const { kind, turns, maxCalls, stepSuccess } = spec;
  const tier = add({ ...models.answering(spec.model ?? models.own), stepSuccess });
  const { toolTokens: tokens, toolSuccess: works, repair: notices } = spec;
  const tool = { number: models.toolOf(spec.tool), tokens, works, notices };
  return { kind, turns, maxCalls, tier, tool: add({ ...silent, group: null, tool }) };
}

/** Adds the model of a program that searches, what searches, and, where it does so several times, who writes what for. */
function compileRetrieve(
  spec: RetrieveSpec,
  models: Models,
  add: (tier: CompiledTier) => number,
): { readonly kind: 'retrieve' } & RetrieveOptions {
  const { kind, rounds, documents, documentTokens, queryTokens, precision } = spec;
  const { hitLogit, noiseLogit, hitRate: firstHit, examples } = spec;
  const answering = models.answering(spec.model ?? models.own);
  const { count, logitPerDoubling, mostUseful } = examples;
  const examplesLogit = examplesShift(count, logitPerDoubling, mostUseful);
  const grounding = { firstHit, precision, hitLogit, noiseLogit, documents, examplesLogit };
  const begins = count === 0 ? {} : { exampleTokens: exampleTokens(spec) };
  const tier = add({ ...answering, ...begins, grounding });
  // what a search finds is drawn by the grounding: its use always works
  const tool = {
    ...{ number: models.toolOf(spec.tool), tokens: documentTokens, pieces: documents },
    ...{ works: 1, notices: 0 },
  };
  const retriever = add({ ...silent, ...begins, group: null, tool, grounding });
  if (rounds === 1) return { kind, rounds, tier, retriever, writer: tier };
  const { group } = answering;
  const writer = add({ ...silent, ...begins, group, outputTokens: queryTokens });
  return { kind, rounds, tier, retriever, writer };
}
