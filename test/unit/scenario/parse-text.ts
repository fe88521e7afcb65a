import { expect } from 'vitest';
import { formatIssue } from '../../../src/scenario/format-issue.ts';
import type { Issue } from '../../../src/scenario/issues.ts';
import { type ParseOptions, parseScenario } from '../../../src/scenario/parse.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';

/** The shortest scenario: everything else has a default. */
export const shortest = 'name: x\nworkloads: [{name: chat}]\npools: [{name: h100}]\n';

export function accepted(text: string, options: Partial<ParseOptions> = {}) {
  const result = parseScenario(text, { file: 'a.yaml', ...options });
  if (!result.ok) {
    throw new Error(result.issues.map((issue) => formatIssue(issue, text)).join('\n'));
  }
  return result;
}

export function scenarioOf(text: string, ...sets: string[]): Scenario {
  return accepted(text, { sets }).scenario;
}

export function refused(text: string, options: Partial<ParseOptions> = {}): readonly Issue[] {
  const result = parseScenario(text, { file: 'a.yaml', ...options });
  expect(result.ok, 'the text should be refused').toBe(false);
  return result.ok ? [] : result.issues;
}

/** Errors of the shortest scenario with these `--set`s, as lines. */
export function errorsWith(...sets: string[]): string[] {
  return refused(shortest, { sets })
    .filter((issue) => issue.severity === 'error')
    .map((issue) => formatIssue(issue, shortest));
}
