import type { ProgramSpec } from '../scenario/thinking.ts';
import { type CompiledTier, type Models, silent } from './compiled-tier.ts';
import type { CompiledAgent } from './compiled-tool.ts';

/** Adds the model of an agent, which is a tier, and its tool, which is one too. */
export function compileAgent(
  spec: Extract<ProgramSpec, { kind: 'agent' }>,
  models: Models,
  add: (tier: CompiledTier) => number,
): CompiledAgent {
  const { kind, turns, maxCalls, stepSuccess } = spec;
  const tier = add({ ...models.answering(spec.model ?? models.own), stepSuccess });
  const { toolTokens: tokens, toolSuccess: works, repair: notices } = spec;
  const tool = { number: models.toolOf(spec.tool), tokens, works, notices };
  return { kind, turns, maxCalls, tier, tool: add({ ...silent, group: null, tool }) };
}
