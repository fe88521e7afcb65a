import { describe, expect, it } from 'vitest';
import { failureTexts } from '../../../src/report/explain-failures.ts';
import { refused, scenarioOf } from '../scenario/parse-text.ts';

const textOf = ({
  failure = '',
  pool = '',
  cluster = '',
  prompt = '{ distribution: fixed, value: 9 }',
}) => `
name: x
workloads:
  - name: w
    model: llama-3.2-3b
    arrivals: { process: poisson, rate: 1/s }
    promptTokens: ${prompt}
    outputTokens: { distribution: fixed, value: 9 }
pools: [{ name: p, accelerator: h100-sxm, serves: [llama-3.2-3b]${pool} }]
${cluster}
${failure === '' ? '' : `failures: [${failure}]`}
`;
const told = (given: Parameters<typeof textOf>[0]) => failureTexts(scenarioOf(textOf(given)))[0];
const scales = ', autoscaling: { policy: queue-length, target: 4, min: 1, max: 2 }';

describe('what befalls replicas, in words', () => {
  it('says that a reclaim takes the whole node', () => {
    const failure = '{ kind: spot, mtbf: 4h, mttr: 15min, notice: 2min, restart: 40s }';
    expect(told({ failure, pool: ', replicas: 2' })).toContain(
      'spot: every node of pool p is reclaimed whole after',
    );
    const once = '{ kind: spot, at: 10s, unit: 0, duration: 15min, notice: 0s, restart: 40s }';
    expect(told({ failure: once, pool: ', replicas: 2' })).toContain(
      'spot: node 0 of pool p is reclaimed whole at 10 s, for',
    );
  });

  it('names the cold start of replicas that come and go, in place of a restart', () => {
    const failure = '{ kind: node, mtbf: 4h, mttr: 15min }';
    const standing = told({ failure, pool: ', replicas: 2' });
    expect(standing).toMatch(/every node of pool p after .* to restart, with no power/);
    const cluster = 'cluster: { nodes: [{ count: 4, accelerator: h100-sxm, accelerators: 8 }] }';
    const moved = told({ failure, pool: scales, cluster });
    expect(moved).toContain('start at once on other nodes that have room');
    const waiting = told({ failure, pool: scales });
    expect(waiting).toContain('start after that, as autoscaling.coldStart says');
    for (const text of [moved, waiting]) expect(text).not.toContain('to restart');
  });
});

describe('a length that is a bare number', () => {
  const fix = (prompt: string) => refused(textOf({ prompt, pool: ', replicas: 1' }))[0]?.fix;

  it('is told how to be written in full', () => {
    expect(fix('100')).toBe('write {distribution: fixed, value: 100}');
    expect(fix('[100]')).toBe('write {distribution: fixed, …}');
  });
});
