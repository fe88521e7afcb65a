import { createKeyedSource, hashKey, type KeyedSource } from '../../base/random/hash.ts';
import type { CompiledScenario, CompiledWorkload } from '../../compile/compiled.ts';
import { createDurationSampler } from '../../policy/duration/index.ts';
import { createLengthSampler } from '../../policy/length/index.ts';
import type { LengthSampler, LengthSpec } from '../../policy/length/port.ts';

/** How long a use of a tool takes, and what it gives back. */
export interface ToolDraw {
  readonly seconds: number;
  readonly tokens: number;
}

/** Draws what agents of one workload do with tools, by request and branch, whatever else happens. */
export class ToolDraws {
  readonly #uses: KeyedSource;
  readonly #turns: KeyedSource;
  readonly #turnLaws = new Map<LengthSpec, LengthSampler>();
  /** By tier; null of models. */
  readonly #drawUse: readonly ((() => ToolDraw) | null)[];

  constructor(scenario: CompiledScenario, replication: number, workload: CompiledWorkload) {
    const key = (purpose: string) =>
      hashKey(scenario.seed, replication, 'workload', workload.name, purpose);
    this.#uses = createKeyedSource(key('tools'));
    this.#turns = createKeyedSource(key('agents'));
    const { source } = this.#uses;
    const tiers = workload.strategy?.tiers ?? [];
    this.#drawUse = tiers.map(({ tool }) => {
      if (tool === undefined) return null;
      const seconds = createDurationSampler(scenario.tools![tool.number]!.time, source);
      const tokens = createLengthSampler(tool.tokens, source);
      const { pieces = 1 } = tool;
      return () => {
        const draw = { seconds: seconds(), tokens: 0 };
        for (let piece = 0; piece < pieces; piece++) draw.tokens += tokens();
        return draw;
      };
    });
  }

  /** Turns of the agent of a tier. */
  turns(problem: number, tier: number, law: LengthSpec): number {
    let draw = this.#turnLaws.get(law);
    if (draw === undefined) {
      draw = createLengthSampler(law, this.#turns.source);
      this.#turnLaws.set(law, draw);
    }
    this.#turns.seat(problem, tier);
    return draw();
  }

  /** The use of the tool of a tier by a branch. */
  use(problem: number, tier: number, branch: number): ToolDraw {
    this.#uses.seat(problem, branch);
    return this.#drawUse[tier]!();
  }
}
