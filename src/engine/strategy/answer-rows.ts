import type { CompiledStrategy } from '../../compile/compile-strategy.ts';
import { outcomeCode } from '../../record/outcome.ts';
import type { RequestRow } from '../../record/port.ts';
import type { StageUse } from '../../record/stage-use.ts';
import { problemOf } from '../request-row.ts';
import { field, STRIDE } from '../request-table.ts';
import type { Worth } from '../rollout/version-log.ts';
import { writeCallRows } from './call-rows.ts';
import { writePath } from './critical-path.ts';
import type { Oracle } from './oracle.ts';
import type { Program } from './program.ts';
import type { ProgramHost } from './program-host.ts';
import { stageUses } from './stage-uses.ts';
import { thoughtUse } from './thoughts.ts';
import { writeVerdict } from './verdict.ts';

/** Completes the row of a request that a program answered, and hands over those of its calls where somebody wants them. */
export function writeProgramRows(
  program: Program,
  oracle: Oracle,
  { meter, onCall }: Pick<ProgramHost, 'meter' | 'onCall'>,
  row: RequestRow,
): void {
  writeProgramRow(program, oracle, meter !== null, row);
  if (onCall !== null) writeCallRows(program, oracle, onCall);
}

/** Completes the row of a request that a program answered: sums over its calls, and the parts of its critical path. */
function writeProgramRow(
  program: Program,
  { samples }: Oracle,
  isCharged: boolean,
  row: RequestRow,
): void {
  const { sums } = program;
  row.calls = sums.calls;
  row.askedTokens = program.question.prompt;
  row.promptTokens = sums.promptTokens;
  row.outputTokens = sums.outputTokens;
  row.cachedTokens = sums.cachedTokens;
  row.acceleratorJoules = sums.joules;
  row.stepUsd = sums.stepUsd;
  row.firstActivitySeconds = sums.firstActivitySeconds;
  row.tpotSeconds = Number.NaN;
  row.worstGapSeconds = Number.NaN;
  row.replica = -1;
  row.preemptions = sums.preemptions;
  row.attempts = 1 + sums.furtherAttempts;
  if (isCharged) {
    row.itJoules = sums.itJoules;
    row.facilityJoules = sums.facilityJoules;
    row.usd = sums.usd;
    row.grams = sums.grams;
  }
  writePath(program.path, row);
  const { stages } = program.spec;
  if (stages !== undefined) row.stages = stageUses(program, stages.length);
  const thought = thoughtUse(program);
  if (thought !== undefined) row.thought = thought;
  row.difficulty = samples.difficulty(program.problem);
  writeVerdict(program, (answer) => samples.isRight(program.problem, answer), row);
}

/** Writes what a program came to, at its end, to its request in the table; what streams was seen before. */
export function writeEnd(
  rows: Float64Array,
  { parent, sums, streams }: Program,
  seconds: number,
  outcome: number,
): void {
  // who has no answer may ask again, for the same
  if (outcome !== outcomeCode.completed) return;
  const base = parent * STRIDE;
  rows[base + field.firstToken] = streams ? sums.firstActivitySeconds : seconds;
  rows[base + field.lastToken] = seconds;
  rows[base + field.prompt] = sums.promptTokens;
  rows[base + field.made] = sums.outputTokens;
}

/** What a request took that a program has answered, and whether its answer is wrong. */
export function worthOf({ delivered, sums, problem }: Program, { samples }: Oracle): Worth {
  const answer = delivered?.answer ?? null;
  return {
    joules: sums.joules,
    usd: sums.usedUsd,
    isWrong: answer === null ? null : !samples.isRight(problem, answer),
  };
}

/** Completes the row of a request that one call to a group answered, from its row in the table. */
export function writePlainRow(
  oracle: Oracle,
  strategy: CompiledStrategy | undefined,
  rows: Float64Array,
  base: number,
  row: RequestRow,
): void {
  const { samples } = oracle;
  const [effort, group] = [rows[base + field.effort]!, rows[base + field.group]!];
  const tokens = row.promptTokens + row.outputTokens;
  const problem = problemOf(rows, base);
  const isCompleted = row.outcome === outcomeCode.completed;
  const isCut = oracle.isPlainCut(problem, effort, group);
  const isAnswered = isCompleted && !isCut;
  row.difficulty = samples.difficulty(problem);
  const route = oracle.routeOf(problem);
  if (route !== null) row.stages = usesOfOne(oracle.routes, route, row, isAnswered);
  const { streaming, stages } = strategy ?? {};
  // who never came to the cluster was for no version
  if (streaming !== undefined && stages !== undefined && wasSent(rows, base, row))
    row.stages = usesOfOne(stages.length, streaming, row, isAnswered);
  row.keptTokens = isAnswered ? tokens : 0;
  row.discardedTokens = isAnswered ? 0 : tokens;
  row.keptJoules = isAnswered ? row.acceleratorJoules : 0;
  row.discardedJoules = isAnswered ? 0 : row.acceleratorJoules;
  if (isCompleted && isCut) row.fate = 'cut-off';
  if (!isAnswered) return;
  row.confidence = 1;
  row.fate = samples.isRight(problem, oracle.plainAnswer(problem, effort, group))
    ? 'right'
    : 'wrong-delivered';
}

/** Whether a request went on to the replicas: it was not refused, and did not leave while it waited for a better hour. */
function wasSent(rows: Float64Array, base: number, { outcome }: RequestRow): boolean {
  const isRefused = outcome === outcomeCode.rejected || outcome === outcomeCode.shed;
  return !isRefused && !Number.isNaN(rows[base + field.entered]!);
}

/** What each of several models or versions came to of which one answers: the one that a request went to, all of it. */
function usesOfOne(
  models: number,
  route: number,
  { promptTokens, outputTokens, acceleratorJoules: joules }: RequestRow,
  isDelivered: boolean,
): readonly StageUse[] {
  const none = { calls: 0, tokens: 0, joules: 0, usd: 0, isDelivered: false };
  const all = { calls: 1, tokens: promptTokens + outputTokens, joules, usd: 0, isDelivered };
  return Array.from({ length: models }, (_, i) => (i === route ? all : none));
}

/** Charges the model that a request was routed to which one call answered. */
export function chargeStage(row: RequestRow, usd: number): void {
  row.stages &&= row.stages.map((use) => ({ ...use, usd: use.calls * usd }));
}

/** Rows are used again: what the one before was judged is no part of this one. */
export function clearVerdict(row: RequestRow): void {
  row.calls = 1;
  row.answerTokens = row.outputTokens;
  if (row.stages !== undefined) delete row.stages;
  if (row.thought !== undefined) delete row.thought;
  row.difficulty = Number.NaN;
  row.confidence = Number.NaN;
  row.fate = null;
  row.keptTokens = 0;
  row.discardedTokens = 0;
  row.verificationTokens = 0;
  row.keptJoules = 0;
  row.discardedJoules = 0;
  row.verificationJoules = 0;
}
