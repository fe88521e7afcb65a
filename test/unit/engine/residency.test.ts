import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { record } from '../../property/recorded-run.ts';

/** Two models, one of which a replica holds at a time; replica 0 has that of `a` at first, replica 1 that of `b`. */
function text(arrivals: string, requests: number, pool: string, more = ''): string {
  const lengths =
    'promptTokens: { distribution: fixed, value: 16 }, outputTokens: { distribution: fixed, value: 3 }';
  return `
name: residency
horizon: { requests: ${requests}, warmup: 0 }
workloads:
  - { name: a, model: llama-3.1-8b, ${arrivals}, ${lengths} }
  - { name: b, model: qwen2.5-7b, ${arrivals}, ${lengths} }
pools:
  - name: p
    serves: [llama-3.1-8b, qwen2.5-7b]
    parallelism: { tensor: 1 }
    node: { hostBandwidth: 100GB/s }
    engine: { profile: ideal, stepTime: { kind: affine, base: 10ms } }
    ${pool}
${more}
`;
}

function compiled(source: string) {
  const parsed = parseScenario(source, { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return compileScenario(parsed.scenario, { traces: {} });
}

function errors(source: string): string {
  const parsed = parseScenario(source, { file: 'x.yaml' });
  return parsed.ok ? '' : parsed.issues.map(({ message }) => message).join('\n');
}

const atOnce = 'arrivals: { process: deterministic, rate: 1/s }';
const poisson = 'arrivals: { process: poisson, rate: 10/s }';

describe('models that come and go', () => {
  it('wait until who is there has ended, and for their weights', () => {
    const scenario = compiled(
      text(atOnce, 2, 'replicas: 1\n    residency: { models: 1, stay: 0s }'),
    );
    const { rows, totals } = record(scenario);
    const load = scenario.pools[0]!.engines![1]!.residency!.loadSeconds;
    // 7.62 G parameters of two bytes at 100 GB/s
    expect(load).toBeCloseTo(0.152, 3);
    const [a, b] = [...rows].sort((x, y) => x.workload - y.workload);
    expect(a!.e2eSeconds).toBeCloseTo(0.03, 9);
    expect(b!.ttftSeconds).toBeCloseTo(0.03 + load + 0.01, 9);
    expect(b!.e2eSeconds).toBeCloseTo(0.03 + load + 0.03, 9);
    expect(b!.queueSeconds).toBeCloseTo(0.03 + load, 9);
    expect(totals.residency).toEqual({ loads: 1, loadingSeconds: load, coldShare: 0.5 });
  });

  it('have the memory that the largest of those leave which may be there', () => {
    const blocks = (pool: string, without = '') =>
      compiled(text(atOnce, 2, pool).replace(without, '')).pools[0]!.engines!.map(
        ({ kvBlocks }) => kvBlocks,
      );
    const together = blocks('replicas: 1', 'node: { hostBandwidth: 100GB/s }');
    const inTurn = blocks('replicas: 1\n    residency: { models: 1 }');
    for (const [i, each] of inTurn.entries()) expect(each).toBeGreaterThan(together[i]!);
  });

  it('serve everybody, however often they change', () => {
    for (const stay of ['0s', '200ms']) {
      const pool = `replicas: 1\n    residency: { models: 1, stay: ${stay} }`;
      const { rows, totals } = record(compiled(text(poisson, 200, pool)));
      expect(rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
      expect(totals.residency!.loads).toBeGreaterThan(5);
    }
  });

  it('stay where they are under a router that knows, until queues are longer by coldCost', () => {
    const loads = (routing: string) => {
      const pool = 'replicas: 2\n    residency: { models: 1 }';
      const { rows, totals } = record(compiled(text(poisson, 200, pool, `routing: ${routing}`)));
      return { loads: totals.residency!.loads, rows };
    };
    const aware = loads('{ policy: model-aware }');
    expect(aware.loads).toBe(0);
    for (const { workload, replica } of aware.rows) expect(replica).toBe(workload);
    expect(loads('{ policy: model-aware, coldCost: 1 }').loads).toBeGreaterThan(0);
    expect(loads('{ policy: round-robin }').loads).toBeGreaterThan(0);
  });

  it('are refused where none would ever leave', () => {
    const source = text(atOnce, 2, 'residency: { models: 2 }');
    expect(errors(source)).toMatch(/none would ever leave/);
    expect(errors(source.replace('llama-3.1-8b, qwen', 'qwen'))).toMatch(/serves one model/);
    expect(errors(text(atOnce, 2, '', 'routing: { coldCost: 3 }'))).toMatch(/uses no coldCost/);
  });
});
