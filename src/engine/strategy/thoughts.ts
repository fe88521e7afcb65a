import { createKeyedSource, hashKey, type KeyedSource } from '../../base/random/hash.ts';
import { drawNormal } from '../../base/random/normal.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import type { CompiledTier } from '../../compile/compiled-tier.ts';
import { usedOverAsked } from '../../quality/effort.ts';
import type { ThoughtUse } from '../../record/thoughts.ts';
import { askedTokens } from '../../scenario/thought.ts';
import type { Program } from './program.ts';

/** How long a sample is, and that in multiples of its length at an effort of 1; and what it was asked for, if it was. */
export interface SampleLength {
  readonly tokens: number;
  readonly effort: number;
  readonly asked?: number;
  /** Whether the client takes no more of it: it has no end. */
  readonly isCut?: true;
}

/** Draws how long chains of thought are that are asked for a length, by request and branch, whatever else happens. */
export class Thoughts {
  readonly #ratios: KeyedSource;

  constructor({ seed }: CompiledScenario, replication: number, { name }: CompiledWorkload) {
    this.#ratios = createKeyedSource(hashKey(seed, replication, 'workload', name, 'thoughts'));
  }

  /** Of a chain that would have `natural` tokens by itself, and of which the client takes `maxTokens`. */
  lengthOf(
    problem: number,
    branch: number,
    thinks: NonNullable<CompiledTier['thinks']>,
    natural: number,
    maxTokens: number,
  ): SampleLength {
    const { compliance } = thinks;
    this.#ratios.seat(problem, branch);
    const ratio =
      compliance.cv === 0
        ? compliance.mean
        : usedOverAsked(compliance, drawNormal(this.#ratios.source));
    const asked = askedTokens(thinks, natural);
    const used = asked * ratio;
    const tokens = Math.max(1, Math.ceil(used));
    const of = { asked: Math.ceil(asked) };
    // what is cut off was not thought
    if (tokens > maxTokens)
      return { ...of, tokens: maxTokens, effort: maxTokens / natural, isCut: true };
    return { ...of, tokens, effort: used / natural };
  }
}

/** What the chains of a program that ended were asked for, and took; undefined where it asks for no length. */
export function thoughtUse({ spec, branches }: Program): ThoughtUse | undefined {
  if (spec.isThought !== true) return;
  const use = { chains: 0, askedTokens: 0, usedTokens: 0 };
  for (const { call, fate, asked, made } of branches) {
    if (spec.tiers[call.tier]!.thinks === undefined || fate !== 'ended') continue;
    use.chains += 1;
    use.askedTokens += asked;
    use.usedTokens += made;
  }
  return use;
}
