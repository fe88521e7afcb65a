import type { Delivered } from '../../policy/strategy/port.ts';
import type { AnswerId } from '../../quality/samples.ts';
import type { AnswerFate } from '../../record/fates.ts';
import type { CallUse, RequestRow } from '../../record/port.ts';
import type { Branch, Program } from './program.ts';

/** What tokens and joules of a request went into. */
interface Spent {
  tokens: number;
  joules: number;
}

/**
 * Writes what became of a program's answer, and what its calls went into: kept is what led to the answer that was delivered,
 * the samples that agree with it and the texts that they go on from; verification are scores and critiques; all the rest is
 * discarded, whether it was outvoted, cancelled or lost.
 */
export function writeVerdict(
  program: Program,
  isRight: (answer: AnswerId) => boolean,
  row: RequestRow,
): void {
  const { branches, delivered } = program;
  const kept = keptBranches(branches, delivered?.answer ?? null);
  const spent = { kept: nothing(), discarded: nothing(), verification: nothing() };
  for (const branch of branches) {
    const into = useOf(branch, kept);
    spent[into].joules += branch.joules;
    if (branch.id >= 0) spent[into].tokens += branch.prompt + branch.made;
  }
  row.keptTokens = spent.kept.tokens;
  row.discardedTokens = spent.discarded.tokens;
  row.verificationTokens = spent.verification.tokens;
  row.keptJoules = spent.kept.joules;
  row.discardedJoules = spent.discarded.joules;
  row.verificationJoules = spent.verification.joules;
  const parts = answerParts(branches, delivered);
  row.answerTokens = parts.reduce((sum, { made }) => sum + made, 0);
  if (delivered === null) return;
  row.confidence = delivered.answer === null ? Number.NaN : delivered.confidence;
  row.fate = fateOf(branches, delivered.answer, isRight);
}

function nothing(): Spent {
  return { tokens: 0, joules: 0 };
}

/** What the tokens and joules of a call went into; `kept` says whose answers and texts were. */
export function useOf({ call }: Branch, kept: ReadonlySet<number>): CallUse {
  if (call.role === 'score' || call.role === 'critique') return 'verification';
  return kept.has(call.branch) ? 'kept' : 'discarded';
}

/** Branches whose answer is the delivered one, and those whose texts theirs go on from. */
export function keptBranches(
  branches: readonly Branch[],
  delivered: AnswerId | null,
): ReadonlySet<number> {
  const kept = new Set<number>();
  if (delivered === null) return kept;
  const keep = (branch: number) => {
    if (kept.has(branch)) return;
    kept.add(branch);
    const { after } = branches[branch]!.call;
    for (const [i, before] of after.entries())
      if (!isRepeated(branches, after[i + 1])) keep(before);
  };
  for (const { answer, fate, call } of branches)
    if (fate === 'ended' && answer === delivered) keep(call.branch);
  return kept;
}

/** Whether the tool at this place said that the step before it is to be done anew. */
function isRepeated(branches: readonly Branch[], tool: number | undefined): boolean {
  const after = tool === undefined ? undefined : branches[tool];
  return after?.call.role === 'tool' && after.score === 0;
}

/**
 * Texts of the delivered answer itself: of the first that gave it and was not revised, after its steps if it has any; of a
 * cascade in the tier whose answer stood.
 */
export function answerParts(
  branches: readonly Branch[],
  delivered: Delivered | null,
): readonly Branch[] {
  if (delivered === null || delivered.answer === null) return [];
  const giving = branches
    .slice(delivered.from)
    .filter(({ answer, fate }) => fate === 'ended' && answer === delivered.answer);
  const revised = revisedTexts(branches);
  const first = giving.find(({ call }) => !revised.has(call.branch)) ?? giving[0];
  if (first === undefined) return [];
  const texts = first.call.after.map((before) => branches[before]!);
  return [...texts.filter(({ call }) => call.role === 'step'), first];
}

/** Texts in whose place others were written. */
function revisedTexts(branches: readonly Branch[]): ReadonlySet<number | undefined> {
  const revisions = branches.filter(({ call, fate }) => call.role === 'revise' && fate === 'ended');
  const isAnswer = (before: number) => branches[before]!.answer !== null;
  return new Set(revisions.map(({ call }) => call.after.findLast(isAnswer)));
}

function isSample({ call }: Branch): boolean {
  return call.role === 'sample';
}

function fateOf(
  branches: readonly Branch[],
  delivered: AnswerId | null,
  isRight: (answer: AnswerId) => boolean,
): AnswerFate {
  if (delivered !== null) return isRight(delivered) ? 'right' : 'wrong-delivered';
  const last = branches.findLast(({ answer, fate }) => fate === 'ended' && answer !== null);
  if (last !== undefined) return isRight(last.answer!) ? 'right-rejected' : 'wrong-caught';
  if (branches.some(({ isOutgrown }) => isOutgrown)) return 'outgrown';
  const isCut = branches.some((each) => each.isCut && each.fate === 'ended' && isSample(each));
  return isCut ? 'cut-off' : 'wrong-caught';
}
