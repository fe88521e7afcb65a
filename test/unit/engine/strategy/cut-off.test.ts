import { expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { lawsOfEveryRun } from '../../../property/laws.ts';
import { record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

const text = `
name: cut
horizon: { duration: 1.07s, drain: 0s, warmup: 0s }
workloads:
  - name: w
    model: llama-3.1-8b
    arrivals: { process: deterministic, rate: 10/s }
    promptTokens: { distribution: fixed, value: 8000 }
    outputTokens: { distribution: fixed, value: 4 }
    timeout: { total: 40ms }
    task: { abilities: [{ model: llama-3.1-8b, passAt1: 0.6 }] }
    strategy: { kind: majority-vote, samples: 2 }
pools:
${['prefill', 'decode']
  .map(
    (role) =>
      `  - { name: ${role}, accelerator: h100-sxm, replicas: 1, role: ${role}, serves: [llama-3.1-8b], engine: { kvBlocks: 4000, maxBatchedTokens: 16384, stepTime: { kind: affine, base: 2ms } } }`,
  )
  .join('\n')}
fabric: { scaleOut: ethernet-100 }
outputs: { timeseries: 1s }
`;

it('counts how long a call was between replicas that the end of the run cuts off after its program', () => {
  const scenario = compileScenario(scenarioOf(text), { traces: {} });
  const run = record(scenario);
  const last = run.rows.at(-1)!;
  expect(last.outcome).toBe('expired');
  // its keys and values, 1 GB each, take 84 ms
  expect(last.transferSeconds).toBeGreaterThan(0.03);
  lawsOfEveryRun.partsSum(run, scenario);
});
