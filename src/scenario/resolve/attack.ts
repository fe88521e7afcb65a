import { resistanceTo } from '../../quality/adversarial.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawAttack, RawTask } from '../schema/thinking.ts';
import type { TaskSpec } from '../thinking.ts';

type RawAttackTask = Exclude<RawTask, string> & { readonly attack: RawAttack };

/**
 * The task of a workload whose requests are attacks, which every model that answers withstands alike. Wrong answers are all
 * one: what the attacker wants. Keys of other tasks are issues.
 */
export function resolveAttack(
  raw: RawAttackTask,
  answering: readonly string[],
  path: Path,
  reporter: Reporter,
): TaskSpec {
  const { success, systematic, burn } = raw.attack;
  const idle = {
    of: raw.of !== undefined,
    abilities: raw.abilities !== undefined,
    wrongAnswers: raw.wrongAnswers !== undefined,
    effort: raw.effort !== 1,
  };
  for (const [key, isWritten] of Object.entries(idle)) {
    if (!isWritten) continue;
    const message = 'does nothing beside attack: what withstands it is right, and nothing else';
    const fix = key === 'effort' ? 'write attack: {burn: …}' : 'leave it out, or attack';
    reporter.error([...path, key], message, fix);
  }
  const attack = { success, systematic };
  const ability = {
    ability: resistanceTo(attack),
    thinkingTokens: null,
    logitPerDoubling: 0,
    source: 'the scenario',
  };
  return {
    id: null,
    attack,
    wrongAnswers: { concentration: 1, count: 1 },
    effort: burn,
    abilities: Object.fromEntries(answering.map((model) => [model, ability])),
  };
}
