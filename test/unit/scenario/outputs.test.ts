import { describe, expect, it } from 'vitest';
import { canonicalScenario } from '../../../src/scenario/canonical.ts';
import { formatIssue } from '../../../src/scenario/format-issue.ts';
import { scenarioJsonSchema } from '../../../src/scenario/json-schema.ts';
import { refused, scenarioOf, shortest } from './parse-text.ts';

describe('formatIssue', () => {
  it('names place, value, rule and fix in one line, and shows the code on demand', () => {
    const text = `${shortest}horizon: { requests: many }\n`;
    const [issue] = refused(text);
    if (issue === undefined) throw new Error('no issue');
    const line =
      'a.yaml:4:22 horizon.requests = many: must be a whole number; write digits, no unit';
    expect(formatIssue(issue, text)).toBe(line);
    const framed = formatIssue(issue, text, { frame: true });
    expect(framed.startsWith(`${line}\n`)).toBe(true);
    expect(framed).toContain('> 4 | horizon: { requests: many }');
    expect(framed).toMatch(/\n {4}\| {22}\^/);
  });

  it('lets no control character of the file reach the terminal', () => {
    const text = `${shortest}"\\e[31m\\nred": 1 # \u0007\n`;
    const [issue] = refused(text);
    if (issue === undefined) throw new Error('no issue');
    expect(formatIssue(issue, text)).toMatch(/^a\.yaml:4:1 \\u001b\[31m\\u000ared: this key/);
    expect(formatIssue(issue, text, { frame: true })).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  it('shows no code of the file for a --set', () => {
    const [issue] = refused(shortest, { sets: ['horizon.requests=many'] });
    if (issue === undefined) throw new Error('no issue');
    expect(formatIssue(issue, shortest, { frame: true })).not.toContain('\n');
  });
});

describe('scenarioJsonSchema', () => {
  const schema = JSON.stringify(scenarioJsonSchema());

  it('requires the three keys without default, and lists names from the registries', () => {
    expect(scenarioJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      additionalProperties: false,
      required: ['name', 'workloads', 'pools'],
    });
    for (const id of [
      'h100-sxm',
      'llama-3.1-70b',
      'least-outstanding',
      'token-bucket',
      'weibull',
      'zipf',
      'azure-llm',
    ]) {
      expect(schema, id).toContain(`"${id}"`);
    }
  });

  it('states defaults', () => {
    expect(schema).toContain('"default":"10s"');
    expect(schema).toContain('"default":8192');
  });
});

describe('canonicalScenario', () => {
  const two = `name: x
workloads: [{name: a, priority: 1}, {name: b}]
pools: [{name: p}, {name: q, replicas: 2}]
`;
  const shuffled = `pools: [{replicas: 2, name: q}, {name: p}]
name: other
seed: 5
description: another text
outputs: {timeseries: none}
workloads: [{name: b}, {priority: 1, name: a}]
`;

  it('is the same for files that mean the same run', () => {
    expect(canonicalScenario(scenarioOf(shuffled))).toBe(canonicalScenario(scenarioOf(two)));
  });

  it('differs where the run differs', () => {
    const canonical = canonicalScenario(scenarioOf(two));
    expect(canonicalScenario(scenarioOf(two, 'workloads[a].priority=2'))).not.toBe(canonical);
    expect(canonicalScenario(scenarioOf(two, 'horizon.drain=5m'))).not.toBe(canonical);
    expect(canonical).toContain('"Infinity"');
  });

  it('does not depend on where a trace lies', () => {
    const set = 'workloads[a].arrivals={process: trace, file: a.csv, format: tailwatt}';
    expect(canonicalScenario(scenarioOf(two, set))).not.toContain('"path"');
  });
});
