import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawGraphCall, RawProgram } from '../schema/strategy.ts';
import type { GraphCallSpec, ProgramSpec } from '../thinking.ts';
import { judged } from './verifier.ts';

type RawGraph = Extract<RawProgram, { kind: 'graph' }>;

/** Completes a graph of calls, whose edges must lead from texts to answers to scores, each to a call further down its list. */
export function resolveGraph(raw: RawGraph, path: Path, reporter: Reporter): ProgramSpec {
  const { kind, calls, threshold } = raw;
  const at = [...path, 'calls'];
  for (const [i, call] of calls.entries()) {
    checkName(call, calls.slice(0, i), [...at, i], reporter);
    if (call.role === 'score') checkJudges(call, calls.slice(0, i), [...at, i], reporter);
    else checkAfter(call, calls.slice(0, i), [...at, i], reporter);
    if (call.role === 'text') checkRead(call, calls, [...at, i], reporter);
  }
  checkAnswers(calls, at, reporter);
  if (threshold !== undefined && calls.every(({ role }) => role !== 'score')) {
    const message = 'does nothing without a call of role: score';
    reporter.error([...path, 'threshold'], message, 'add one, or leave threshold out');
  }
  const resolved = calls.map((call, i): GraphCallSpec => {
    if (call.role === 'score') {
      const { role, name, judges } = call;
      return { role, name, judges, ...judged(call, [...at, i], reporter) };
    }
    const { name, after = [], join, model } = call;
    const reader = { name, after, join, ...(model === undefined ? {} : { model }) };
    if (call.role === 'answer') return { role: call.role, ...reader };
    return { role: call.role, ...reader, outputTokens: call.outputTokens, helps: call.helps };
  });
  return { kind, calls: resolved, threshold: threshold ?? null };
}

function checkName(
  { name }: RawGraphCall,
  before: readonly RawGraphCall[],
  path: Path,
  reporter: Reporter,
): void {
  if (before.every((each) => each.name !== name)) return;
  const message = `${name} is the name of another call of this graph`;
  reporter.error([...path, 'name'], message, 'give each call a name of its own');
}

function checkAfter(
  { after, join }: Exclude<RawGraphCall, { role: 'score' }>,
  before: readonly RawGraphCall[],
  path: Path,
  reporter: Reporter,
): void {
  for (const [j, name] of (after ?? []).entries()) {
    const at = [...path, 'after', j];
    const read = before.find((each) => each.name === name);
    if (read === undefined) {
      const message = `${name} is no call above this one`;
      reporter.error(at, message, `list ${name} first, or write ${namesOf(before, 'text')}`);
    } else if (read.role !== 'text') {
      const message = `${name} is ${read.role === 'score' ? 'a score' : 'an answer'}: calls read texts alone`;
      const fix = `write role: text in ${name}; answers that are revised are strategy refine`;
      reporter.error(at, message, fix);
    } else if ((after ?? []).indexOf(name) < j) {
      reporter.error(at, `${name} is named twice`, 'name each text once');
    }
  }
  if (join === 'first' && (after ?? []).length < 2) {
    const message = 'waits for the first of several, and after names fewer than two';
    reporter.error(
      [...path, 'join'],
      message,
      'name two texts or more in after, or leave join out',
    );
  }
}

function checkJudges(
  { judges }: Extract<RawGraphCall, { role: 'score' }>,
  before: readonly RawGraphCall[],
  path: Path,
  reporter: Reporter,
): void {
  if (before.some(({ name, role }) => name === judges && role === 'answer')) return;
  const message = `${judges} is no answer above this call`;
  reporter.error([...path, 'judges'], message, `write ${namesOf(before, 'answer')}`);
}

/** A text must lead to an answer, and what helps answers must be read by one. */
function checkRead(
  { name, helps }: Extract<RawGraphCall, { role: 'text' }>,
  calls: readonly RawGraphCall[],
  path: Path,
  reporter: Reporter,
): void {
  const readers = calls.filter((each) => each.role !== 'score' && each.after?.includes(name));
  if (readers.length === 0) {
    const message = `nobody reads what ${name} writes`;
    reporter.error(path, message, `write after: [${name}] in the call that does, or leave it out`);
  } else if (helps !== 0 && readers.every(({ role }) => role !== 'answer')) {
    const message = `no answer reads what ${name} writes: it helps none`;
    reporter.warning([...path, 'helps'], message, 'leave it out, or name it in after of an answer');
  }
}

/** There is an answer, and all are judged or none: scores and votes do not compare. */
function checkAnswers(calls: readonly RawGraphCall[], path: Path, reporter: Reporter): void {
  const answers = calls.filter(({ role }) => role === 'answer');
  if (answers.length === 0) {
    const message = 'no call answers the request';
    reporter.error(path, message, 'add one, such as {name: reply, role: answer}');
  }
  const judged = new Set(calls.map((call) => (call.role === 'score' ? call.judges : null)));
  const unjudged = answers.filter(({ name }) => !judged.has(name));
  if (unjudged.length === 0 || unjudged.length === answers.length) return;
  const message = `nobody scores ${unjudged.map(({ name }) => name).join(', ')}, and others are scored: they do not compare`;
  reporter.error(path, message, 'add a call of role: score for each answer, or for none');
}

function namesOf(calls: readonly RawGraphCall[], role: RawGraphCall['role']): string {
  const names = calls.filter((each) => each.role === role).map(({ name }) => name);
  return names.length === 0 ? `one of role: ${role}` : names.join(' or ');
}
