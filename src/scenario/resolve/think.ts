import { effortTimes, exactCompliance } from '../../quality/effort.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { StrategySpec, TaskSpec, ThinkSpec } from '../thinking.ts';
import { thinksOf } from '../thought.ts';

/** Completes a chain of thought, but for its model: of medium effort where the file asks for no length. */
export function resolveThink(
  raw: Extract<RawProgram, { kind: 'think' }>,
  path: Path,
  reporter: Reporter,
): ThinkSpec {
  const { kind, budgetTokens, effort = 'medium', compliance } = raw;
  if (budgetTokens === undefined && raw.effort === undefined)
    reporter.useDefault([...path, 'effort'], effort);
  if (budgetTokens !== undefined && raw.effort !== undefined) {
    const message = 'budgetTokens says already how many tokens are asked for';
    reporter.error([...path, 'effort'], message, 'keep one of them');
  }
  const asked = budgetTokens === undefined ? { times: effortTimes[effort] } : { budgetTokens };
  return { kind, asked, compliance: compliance === 'exact' ? exactCompliance : compliance };
}

/**
 * What thinks says itself how long it is, and no task says so beside it; it helps models alone of which somebody says what
 * thinking does.
 */
export function checkThinks(
  strategy: StrategySpec,
  own: string,
  task: TaskSpec,
  { strategy: path, task: taskPath }: { readonly strategy: Path; readonly task: Path },
  reporter: Reporter,
): void {
  const thinks = thinksOf(strategy);
  if (thinks.length === 0) return;
  if (task.effort !== 1) {
    const [key, fix] =
      task.attack === undefined
        ? (['effort', 'leave it out; tiers that do not think are kind: single'] as const)
        : (['attack', 'leave burn out, or answer with another strategy'] as const);
    const message = `${key === 'attack' ? 'burn' : key} is not available beside strategy think, which says itself how many tokens are asked for`;
    reporter.error([...taskPath, key], message, fix);
  }
  const idle = thinks
    .filter(({ asked }) => !('times' in asked && asked.times === 1))
    .map(({ model = own }) => model)
    .filter((model) => task.abilities[model]?.thinkingTokens === null);
  if (idle.length === 0) return;
  const names = [...new Set(idle)].join(', ');
  const message = `think changes the tokens of ${names} and not the ability: nobody says what thinking does for it`;
  const fix = `write task: {abilities: [{model: ${idle[0]}, thinkingTokens: …}]}, the tokens at which passAt1 was measured`;
  reporter.warning(path, message, fix);
}
