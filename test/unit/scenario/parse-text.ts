import { expect } from 'vitest';
import { formatIssue } from '../../../src/scenario/format-issue.ts';
import type { Issue } from '../../../src/scenario/issues.ts';
import { type ParseOptions, parseScenario } from '../../../src/scenario/parse.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';

/** The shortest scenario: everything else has a default. */
export const shortest = 'name: x\nworkloads: [{name: chat}]\npools: [{name: h100}]\n';

/** One model on one pool `p`. */
export const onePool = `name: x
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 1/s }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: fixed, value: 10 }
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1 }
`;

/** A scenario and its warnings, or its issues as text. */
export function acceptedOrIssues(text: string, sets: readonly string[]) {
  const result = parseScenario(text, { file: 'a.yaml', sets });
  if (result.ok) return result;
  return result.issues.map(({ message, fix }) => `${message}; ${fix}`).join('\n');
}

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
