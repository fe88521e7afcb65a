import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import type { CompiledScenario } from '../../../src/compile/compiled.ts';
import { imageModel } from '../../../src/physics/encoding.ts';
import { StepTerms, stepSeconds } from '../../../src/physics/step-model.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { lawsOfEveryRun } from '../../property/laws.ts';
import { byRequest, type RecordedRun, record, withEngines } from '../../property/recorded-run.ts';

const each = 391;

interface Case {
  readonly horizon?: string;
  readonly rate?: string;
  readonly images?: string;
  readonly more?: string;
  readonly engine?: string;
  readonly encoders?: string;
  readonly readers?: string;
  readonly texts?: string;
  readonly top?: string;
}

const both =
  '  - { name: p, replicas: 2, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 } }';
const apart = `
  - { name: p, role: prefill, replicas: 1, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 } }
  - { name: d, role: decode, replicas: 1, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 } }`;

function compiled(given: Case): CompiledScenario {
  const text = `
name: images
horizon: ${given.horizon ?? '{ requests: 80, warmup: 0 }'}
workloads:
  - name: screens
    model: qwen2.5-vl-7b
    arrivals: { process: poisson, rate: ${given.rate ?? '40/s'} }
    images: ${given.images ?? '{ perRequest: { distribution: uniform, min: 1, max: 12 }, width: 640, height: 480 }'}
    promptTokens: { distribution: uniform, min: 20, max: 60 }
    outputTokens: { distribution: uniform, min: 1, max: 30 }
    ${given.more ?? ''}
${given.texts ?? ''}
${given.top ?? ''}
pools:
  - { name: e, role: encode, serves: [qwen2.5-vl-7b], replicas: 1, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 ${given.engine ?? ', maxBatchedTokens: 2048, maxSequences: 64'} } ${given.encoders ?? ''} }
${given.readers ?? both}
`;
  const parsed = parseScenario(text, { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  return compileScenario(parsed.scenario, { traces: {} });
}

function keepLaws(run: RecordedRun, scenario: CompiledScenario): void {
  for (const law of Object.values(lawsOfEveryRun)) law(run, scenario);
}

function passSeconds({ pools }: CompiledScenario, images: number): number {
  const step = pools.find(({ name }) => name === 'e')!.step;
  if (step.kind !== 'encoder') throw new Error('nothing encodes');
  const terms = new StepTerms();
  imageModel(step).fill(images, terms);
  return stepSeconds(terms, 0);
}

/** The first request alone. */
function alone(scenario: CompiledScenario): CompiledScenario {
  return { ...scenario, horizon: { ...scenario.horizon, maxRequests: 1 } };
}

const three = '{ perRequest: 3, width: 640, height: 480 }';

describe('the failure of a replica that encodes, or that goes on', () => {
  // at the first request's arrival nothing else is there: what begins anew takes what it took before
  const failing = (pool: string, at: number, inFlight = 'retried') =>
    `failures: [{ kind: gpu, pool: ${pool}, at: ${at}s, duration: 10s, restart: 0s, inFlight: ${inFlight} }]`;
  const one =
    '  - { name: p, replicas: 1, parallelism: { tensor: 1 }, engine: { profile: vllm-v1 } }';
  const network = { bytesPerSecond: 1e8, latencySeconds: 0 };
  const play = (top: string) => {
    const own = alone(compiled({ images: three, readers: one, top }));
    const scenario = { ...own, pools: own.pools.map((pool) => ({ ...pool, network })) };
    const run = record(scenario);
    keepLaws(run, scenario);
    return { row: run.rows[0]!, availability: run.totals.availability!, scenario };
  };
  const { row: plain, scenario } = play('');
  const pass = passSeconds(scenario, 3);
  const { arrivalSeconds: arrival, transferSeconds: way } = plain;
  // after the API, which comes first
  const start = arrival + plain.hostSeconds;
  const rest = plain.e2eSeconds - plain.hostSeconds - pass - way;

  it('encodes anew what had not come to where it is read', () => {
    for (const at of [start + 0.5 * pass, start + pass + 0.5 * way]) {
      const { row, availability } = play(failing('e', at));
      expect(row.attempts).toBe(2);
      expect(row.e2eSeconds).toBeCloseTo(at + 10 - arrival + plain.e2eSeconds, 9);
      expect(availability).toMatchObject({ lostRequests: 1, lostTokens: 0 });
      expect(availability.lostJoules).toBeGreaterThan(0);
    }
    const { row } = play(failing('e', start + pass + 1.5 * way));
    expect(row).toMatchObject({ attempts: 1, e2eSeconds: plain.e2eSeconds });
    expect(play(failing('e', start + pass + 0.5 * way, 'failed')).row.outcome).toBe('failed');
  });

  it('sends embeddings to another from where they were made, and encodes anew those that had come', () => {
    const underway = play(failing('p', start + pass + 0.5 * way));
    expect(underway.row.attempts).toBe(2);
    // they wait for it, and are carried once more
    expect(underway.row.transferSeconds).toBeCloseTo(0.5 * way + 10 + way, 6);
    expect(underway.row.prefillSeconds).toBeCloseTo(plain.prefillSeconds, 9);
    expect(underway.availability).toMatchObject({ lostRequests: 1, lostJoules: 0 });
    const at = start + pass + way + 0.5 * rest;
    const { row } = play(failing('p', at));
    expect(row.prefillSeconds).toBeGreaterThan(plain.prefillSeconds + pass);
    // encoded while the other restarts, which is longer
    expect(row.e2eSeconds).toBeCloseTo(at - arrival + 10 + way + rest, 6);
  });
});

describe('a pool that encodes images', () => {
  it('adds its pass and the way of the embeddings to a request that is alone', () => {
    const scenario = alone(compiled({ images: three }));
    const [row] = record(scenario).rows;
    // the same prompt without images, on the same chips
    const workloads = scenario.workloads.map(({ images: _, ...workload }) => ({
      ...workload,
      promptTokens: { distribution: 'fixed', value: row!.promptTokens } as const,
    }));
    const [plain] = record({ ...scenario, workloads }).rows;
    const pass = passSeconds(scenario, 3);
    // 3 × 391 tokens of 3,584 values in 16 bits over one adapter of 400 Gbit/s
    const transfer = (3 * each * 3584 * 2) / 36.1e9 + 19.8e-6;
    expect(row!.ttftSeconds - plain!.ttftSeconds).toBeCloseTo(pass + transfer, 6);
    expect(row!.prefillSeconds - plain!.prefillSeconds).toBeCloseTo(pass, 9);
    expect(row!.transferSeconds).toBeCloseTo(transfer, 6);
    expect(row!.acceleratorJoules).toBeGreaterThan(plain!.acceleratorJoules);
  });

  it('encodes as many images as a pass holds, and the rest in the next', () => {
    // 2,048 tokens are 5 images of 391
    const twelve = '{ perRequest: 12, width: 640, height: 480 }';
    const scenario = alone(compiled({ images: twelve }));
    const run = record(scenario);
    const encoder = run.replicas.find(({ pool }) => scenario.pools[pool]!.name === 'e')!;
    expect(encoder.steps).toBe(3);
    const passes = 2 * passSeconds(scenario, 5) + passSeconds(scenario, 2);
    expect(encoder.busySeconds).toBeCloseTo(passes, 9);
    expect(encoder.requests).toBe(1);
    expect(encoder.kvBlocks).toBe(0);
  });

  it.each<[string, Case]>([
    ['both phases elsewhere', {}],
    ['prompts and answers apart', { readers: apart }],
    ['clients who give up', { more: 'timeout: { total: 500ms }', rate: '200/s' }],
    [
      'clients who give up before decoding',
      { more: 'timeout: { firstToken: 200ms }', rate: '200/s', readers: apart },
    ],
    ['a run that is cut', { horizon: '{ duration: 1s, warmup: 0s, drain: 0s }', rate: '100/s' }],
    [
      'several encoders under a cap',
      { encoders: ', power: { capPerAccelerator: 300W }', rate: '100/s' },
    ],
  ])('keeps the laws, stretched and step by step: %s', (_, given) => {
    const scenario = compiled(given);
    const run = record(scenario);
    keepLaws(run, scenario);
    expect(record(withEngines(scenario, { stepping: 'stepwise' })).rows).toEqual(run.rows);
    const encoder = run.replicas.find(({ pool }) => scenario.pools[pool]!.name === 'e')!;
    expect(encoder.requests).toBe(run.rows.length);
    expect(encoder.outputTokens).toBe(0);
    const outcomes = new Set(run.rows.map(({ outcome }) => outcome));
    if (given.more !== undefined) expect(outcomes.has('expired')).toBe(true);
    else if (given.horizon !== undefined) expect(outcomes.has('in-flight')).toBe(true);
    else expect([...outcomes]).toEqual(['completed']);
  });

  it('sees nothing of requests without images, nor of prompts that are refused', () => {
    const texts = `
  - name: texts
    model: qwen2.5-vl-7b
    arrivals: { process: poisson, rate: 20/s }
    promptTokens: { distribution: fixed, value: 100 }
    outputTokens: { distribution: fixed, value: 5 }`;
    const scenario = compiled({ texts, rate: '20/s' });
    const run = record(scenario);
    keepLaws(run, scenario);
    const encoder = run.replicas.find(({ pool }) => scenario.pools[pool]!.name === 'e')!;
    const screens = scenario.workloads.findIndex(({ name }) => name === 'screens');
    expect(encoder.requests).toBe(run.rows.filter(({ workload }) => workload === screens).length);
    const images =
      '{ perRequest: { distribution: uniform, min: 1, max: 600 }, width: 640, height: 480 }';
    const long = record(compiled({ images, rate: '1/s', horizon: '{ requests: 20, warmup: 0 }' }));
    const refused = long.rows.filter(({ outcome }) => outcome === 'rejected').length;
    expect(refused).toBeGreaterThan(0);
    expect(long.replicas.find(({ steps }) => steps > 0)!.requests).toBe(20 - refused);
  });

  it('leaves those who decode in peace: gaps are shorter than where they encode themselves', () => {
    const given = { rate: '25/s', readers: both };
    const gaps = (run: RecordedRun) =>
      Math.max(...byRequest(run).map(({ worstGapSeconds }) => worstGapSeconds || 0));
    const scenario = compiled(given);
    const together = {
      ...scenario,
      groups: scenario.groups.map(({ embeddings: _, ...group }) => group),
      pools: scenario.pools.map((pool) => {
        const encoder = scenario.pools.find(({ name }) => name === 'e')!.step;
        if (pool.step.kind !== 'roofline' || encoder.kind !== 'encoder') return pool;
        const { kind: _, ...encoding } = encoder;
        return { ...pool, step: { ...pool.step, encoding } };
      }),
    };
    expect(gaps(record(scenario))).toBeLessThan(gaps(record(together)));
  });
});
