import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../src/compile/compile.ts';
import { createRun } from '../../src/engine/run.ts';
import { outcomeCode } from '../../src/record/outcome.ts';
import type { RequestRow } from '../../src/record/port.ts';
import type { EngineSpec } from '../../src/scenario/scenario.ts';
import { scenarioOf } from '../unit/scenario/parse-text.ts';

/**
 * Two small runs, frozen to the bit: a change that moves no law and no closed form, yet moves a digest, wants a look
 * and a word in the change log. Draws need logarithms alone, so that no mathematical library's last bit decides.
 */
const roofline = `
name: golden-roofline
seed: 7
horizon: { requests: 500, warmup: 10% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 9/s }
    promptTokens: { distribution: uniform, min: 10, max: 900 }
    outputTokens: { distribution: exponential, mean: 120, max: 600 }
    maxTokens: 600
pools:
  - { name: pool, accelerator: l40s, replicas: 2, serves: [llama-3.1-8b], engine: { maxSequences: 32 } }
`;
const affine = `
name: golden-affine
seed: 7
horizon: { requests: 500, warmup: 10% }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 16/s }
    promptTokens: { distribution: uniform, min: 10, max: 400 }
    outputTokens: { distribution: exponential, mean: 120, max: 600 }
    maxTokens: 600
    timeout: { total: 6s }
pools:
  - name: pool
    accelerator: l40s
    replicas: 2
    serves: [llama-3.1-8b]
    engine:
      maxSequences: 16
      maxBatchedTokens: 256
      kvBlocks: 150
      stepTime: { kind: affine, base: 8ms, perPrefillToken: 20us, perDecodeSequence: 30us, perContextToken: 2ns }
`;

function run(text: string, stepping: EngineSpec['stepping']) {
  const scenario = compileScenario(scenarioOf(text), { traces: {} });
  const pools = scenario.pools.map((pool) => ({ ...pool, engine: { ...pool.engine, stepping } }));
  const rows: RequestRow[] = [];
  const ignore = () => {};
  const recorder = { gap: ignore, gaps: ignore, timeseries: ignore, replica: ignore };
  const engine = createRun({ ...scenario, pools }, 0, {
    ...recorder,
    request: (row) => rows.push({ ...row }),
  });
  expect(engine.advance()).toBe('done');
  return { rows, totals: engine.totals() };
}

/** SHA-256 over every figure of every row as a float64; −1 where there is none, since a NaN has many bit patterns. */
function digestOf(rows: readonly RequestRow[]): string {
  const figures = rows.flatMap((row) => Object.values(row).map(Number));
  const bytes = new Uint8Array(
    Float64Array.from(figures, (figure) => (Number.isNaN(figure) ? -1 : figure)).buffer,
  );
  return createHash('sha256').update(bytes).digest('hex');
}

describe.each([
  ['roofline', roofline],
  ['affine', affine],
])('500 requests on %s steps', (_, text) => {
  it('keep the laws: latency is the sum of its parts, joules and requests are all accounted for', () => {
    const { rows, totals } = run(text, 'stretched');
    expect(rows.length).toBe(500);
    for (const row of rows) {
      const parts = row.hostSeconds + row.queueSeconds + row.prefillSeconds + row.decodeSeconds;
      expect(parts + row.preemptedSeconds).toBeCloseTo(row.e2eSeconds, 9);
    }
    const attributed = rows.reduce((sum, row) => sum + row.acceleratorJoules, 0);
    const { idleJoules, totalJoules } = totals.wholeRun;
    expect((attributed + idleJoules) / totalJoules).toBeCloseTo(1, 9);
  });

  it('are the same to the bit step by step', () => {
    expect(digestOf(run(text, 'stepwise').rows)).toBe(digestOf(run(text, 'stretched').rows));
  });
});

it('preempts and times out in the affine run, so that its digest covers both', () => {
  const { rows, totals } = run(affine, 'stretched');
  expect(totals.preemptions).toBeGreaterThan(10);
  expect(rows.filter(({ outcome }) => outcome === outcomeCode.expired).length).toBeGreaterThan(10);
});

describe('the digest (if a change of results is meant: npm run golden:update)', () => {
  it('of the roofline run', () => {
    expect(digestOf(run(roofline, 'stretched').rows)).toMatchInlineSnapshot(
      `"c00848b1363b59d3af29db3d7de8c933a2cf4cbad85a914cea4a0849386599e6"`,
    );
  });

  it('of the affine run', () => {
    expect(digestOf(run(affine, 'stretched').rows)).toMatchInlineSnapshot(
      `"118af24e7ec784f8c028e3f24db4596243f8392873916bd0392e06ac6320d2f7"`,
    );
  });
});
