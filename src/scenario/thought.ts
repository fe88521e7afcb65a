import type { ProgramSpec, Thinking, ThinkSpec } from './thinking.ts';

/** Chains whose length is asked for, in a program and those in it. */
export function thinksOf(program: ProgramSpec): readonly ThinkSpec[] {
  if (program.kind === 'think') return [program];
  return 'tiers' in program ? program.tiers.flatMap(thinksOf) : [];
}

/** Tokens that a chain is asked for where it would have `natural` by itself. */
export function askedTokens({ asked }: Pick<ThinkSpec, 'asked'>, natural: number): number {
  return 'times' in asked ? asked.times * natural : asked.budgetTokens;
}

/** Tokens of answers. */
export interface AnswerTokens {
  readonly least: number;
  /** Of the longest chains that are asked for. */
  readonly mean: number;
  /** Infinity where nothing bounds them but what clients take. */
  readonly most: number;
}

/** Tokens of the calls that answer, before clients cut them off, where those of an effort of 1 are `drawn`. */
export function answerTokens(
  { task, strategy }: Pick<Thinking, 'task' | 'strategy'>,
  drawn: AnswerTokens,
): AnswerTokens {
  const effort = task?.effort ?? 1;
  let least = drawn.least * effort;
  let mean = drawn.mean * effort;
  let most = drawn.most * effort;
  for (const think of strategy === undefined ? [] : thinksOf(strategy)) {
    const { mean: ratio, cv } = think.compliance;
    least = Math.min(least, cv === 0 ? ratio * askedTokens(think, drawn.least) : 1);
    mean = Math.max(mean, ratio * askedTokens(think, drawn.mean));
    most = Math.max(most, cv === 0 ? ratio * askedTokens(think, drawn.most) : Infinity);
  }
  return { least: Math.ceil(least), mean, most: Math.ceil(most) };
}
