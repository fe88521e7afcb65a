import type { CompiledPool, CompiledScenario } from '../compile/compiled.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { TypicalRequest } from './explain-steps.ts';

/** How a typical prompt moves to the replica that decodes. */
export interface ExplainedHandOff {
  readonly bytesPerToken: number;
  /** Of one replica. */
  readonly bytesPerSecond: number;
  /** All of the prompt's keys and values, and what is left of them when it ends, at best. */
  readonly seconds: number;
  readonly leastSeconds: number;
  readonly fabric: string;
}

/** Of a pool that computes prompts for others; of another, nothing. */
export function explainHandOff(
  { group, role, network }: CompiledPool,
  { groups }: CompiledScenario,
  { routing }: Scenario,
  { promptTokens }: TypicalRequest,
): { readonly handOff?: ExplainedHandOff } {
  const handOff = groups[group]?.handOff;
  if (role !== 'prefill' || handOff === undefined || network === undefined) return {};
  const bytes = handOff.bytesPerSequence + handOff.bytesPerToken * promptTokens;
  const { bytesPerSecond, latencySeconds } = network;
  return {
    handOff: {
      bytesPerToken: handOff.bytesPerToken,
      bytesPerSecond,
      seconds: latencySeconds + bytes / bytesPerSecond,
      leastSeconds: latencySeconds + bytes / handOff.streamedLayers / bytesPerSecond,
      fabric: routing.handOff?.fabric.name ?? '',
    },
  };
}
