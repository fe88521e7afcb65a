import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { canonicalScenario } from '../../../src/scenario/canonical.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { record } from '../../property/recorded-run.ts';

const text = (pools: string, more = '', requests = 120) => `
name: terms
horizon: { requests: ${requests}, warmup: 0 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 20/s }
    promptTokens: { distribution: uniform, min: 200, max: 900 }
    outputTokens: { distribution: uniform, min: 20, max: 60 }
${more}
pools:
${pools}
`;

const plain = '  - { name: p, replicas: 1, parallelism: { tensor: 1 } }';

function parsed(source: string, ideal: string): Scenario {
  const result = parseScenario(source, { file: 'x.yaml', sets: [`ideal=${ideal}`] });
  if (!result.ok) throw new Error(result.issues.map(({ message }) => message).join('\n'));
  return result.scenario;
}

function issues(source: string, ideal: string): string {
  const result = parseScenario(source, { file: 'x.yaml', sets: [`ideal=${ideal}`] });
  const all = result.ok ? result.warnings : result.issues;
  return all.map(({ severity, message }) => `${severity} ${message}`).join('\n');
}

function meanSeconds(source: string, ideal: string): number {
  const { rows } = record(compileScenario(parsed(source, ideal), { traces: {} }));
  return rows.reduce((sum, { e2eSeconds }) => sum + e2eSeconds, 0) / rows.length;
}

describe('ideal', () => {
  it('is nothing where it is empty, and another scenario where it is not', () => {
    const none = canonicalScenario(parsed(text(plain), '[]'));
    expect(canonicalScenario(parsed(text(plain), 'none'))).toBe(none);
    expect(none).not.toContain('ideal');
    expect(canonicalScenario(parsed(text(plain), '[memory]'))).not.toBe(none);
    const order = (ideal: string) => canonicalScenario(parsed(text(plain), ideal));
    expect(order('[host, memory]')).toBe(order('[memory, host]'));
  });

  it('makes runs quicker by each term that they have', () => {
    const apart = `
  - { name: p, replicas: 1, role: prefill, parallelism: { tensor: 2 } }
  - { name: q, replicas: 1, role: decode, parallelism: { tensor: 2 } }`;
    const now = meanSeconds(text(apart), '[]');
    for (const ideal of ['[memory]', '[cache]', '[network]', '[host]']) {
      expect(meanSeconds(text(apart), ideal), ideal).toBeLessThan(now);
    }
    expect(meanSeconds(text(apart), '[memory, network, host]')).toBeLessThan(
      meanSeconds(text(apart), '[memory]'),
    );
  });

  it('copies in no time what is swapped, read from tiers, loaded and started', () => {
    const swapping =
      '  - { name: p, replicas: 1, parallelism: { tensor: 1 }, engine: { preemption: swap, kvBlocks: 300, maxSequences: 64 } }';
    expect(meanSeconds(text(swapping), '[io]')).toBeLessThan(meanSeconds(text(swapping), '[]'));
    const loading = text(
      '  - { name: p, replicas: 1, serves: [llama-3.1-8b, qwen2.5-7b], parallelism: { tensor: 1 }, residency: { models: 1, stay: 1s } }',
      '  - { name: other, model: qwen2.5-7b, arrivals: { process: poisson, rate: 5/s }, promptTokens: { distribution: fixed, value: 64 }, outputTokens: { distribution: fixed, value: 8 } }',
    );
    expect(meanSeconds(loading, '[io]')).toBeLessThan(meanSeconds(loading, '[]'));
    const failing = text(plain, '\nfailures: [{ kind: gpu, at: 2s, duration: 1s }]');
    expect(parsed(failing, '[io]').failures?.[0]?.restartSeconds).toBeLessThan(
      parsed(failing, '[]').failures?.[0]?.restartSeconds ?? 0,
    );
    const scaling =
      '  - { name: p, replicas: 1, parallelism: { tensor: 1 }, autoscaling: { policy: target-utilization, target: 0.5, max: 3 } }';
    const start = (ideal: string) =>
      compileScenario(parsed(text(scaling), ideal), { traces: {} }).pools[0]?.scaling?.startSeconds;
    expect(start('[io]')).toBeLessThan(start('[]') ?? 0);
  });

  it('drops host stages with the host', () => {
    const prepared =
      '  - { name: p, replicas: 1, parallelism: { tensor: 1 }, host: { cores: 8, stages: [{ kind: tokenise, time: 50ms }] } }';
    const gain = meanSeconds(text(prepared), '[]') - meanSeconds(text(prepared), '[host]');
    expect(gain).toBeGreaterThan(0.05);
  });

  it('refuses what it cannot make free, by name', () => {
    const stated =
      '  - { name: p, replicas: 1, engine: { stepTime: { kind: affine, base: 10ms } } }';
    expect(issues(text(stated), '[host, memory]')).toMatch(
      /error engine.stepTime of pool p says what a step takes, and not how much of it is host or memory/,
    );
    const apart = `
  - { name: p, replicas: 1, role: prefill, parallelism: { tensor: 1 } }
  - { name: q, replicas: 1, role: decode, parallelism: { tensor: 1 } }`;
    const graph = text(apart, '\nfabric: { topology: rail-optimised, scaleOut: ib-ndr-400 }');
    expect(issues(graph, '[network]')).toMatch(/error network: a fabric with a topology/);
    expect(issues(text(plain), '[memory, disk]')).toMatch(/error /);
  });

  it('warns of terms that nothing has', () => {
    expect(issues(text(plain), '[network]')).toMatch(
      /warning nothing here takes time on a network/,
    );
    expect(issues(text(plain), '[io]')).toMatch(/warning nothing here takes time to be copied/);
    expect(issues(text(plain), '[host, host]')).toMatch(/warning host stands here twice/);
    expect(issues(text(plain), '[memory, host, cache]')).not.toMatch(/nothing here/);
  });
});
