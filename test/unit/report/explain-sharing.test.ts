import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { explain } from '../../../src/report/explain.ts';
import { explanationText } from '../../../src/report/explain-text.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';

function explained(sharing: string, arrivals = 'process: poisson, rate: 4/s') {
  const text = `
name: shared
workloads:
  - { name: a, model: llama-3.2-1b, arrivals: { ${arrivals} } }
  - { name: b, model: llama-3.2-3b, arrivals: { process: poisson, rate: 200/s } }
pools: [{ name: p, replicas: 1, serves: [llama-3.2-1b, llama-3.2-3b], ${sharing} }]
`;
  const parsed = parseScenario(text, { file: 'x.yaml' });
  if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
  const { scenario, defaults } = parsed;
  const compiled = compileScenario(scenario, { traces: {} });
  return explain({ scenario, compiled, defaults, warnings: [], traces: new Map() });
}

describe('what several models ask of the same chips', () => {
  it('is the sum of what each would take alone', () => {
    const all = explained('parallelism: { tensor: 1 }');
    const [chips] = all.sharedChips!;
    const best = (model: string) =>
      all.pools.find((pool) => pool.model === model)!.best.requestsPerSecond;
    const [a, b] = chips!.models;
    expect(a!.share).toBeCloseTo(4 / best('llama-3.2-1b'), 12);
    expect(b!.share).toBeCloseTo(200 / best('llama-3.2-3b'), 12);
    expect(chips!.sum).toBeCloseTo(a!.share! + b!.share!, 12);
    expect(explanationText(all)).toMatch(/together .*: more than there is/);
    expect(explanationText(all)).toMatch(/steps take turns/);
  });

  it('is not known where clients wait for their answers', () => {
    const [chips] = explained('parallelism: { tensor: 1 }', 'process: closed-loop, concurrency: 4')
      .sharedChips!;
    expect(chips!.models[0]!.share).toBeNull();
    expect(chips!.models[1]!.share).not.toBeNull();
    expect(chips!.sum).toBeNull();
  });

  it('says how processes share the chip', () => {
    const sliced = explained('sharing: { kind: time-slicing, slice: 3ms, switchTime: 200us }');
    expect(sliced.pools[0]!.beside).toMatch(/slices of 3 ms in turn, 200 (µs|us) to change hands/);
    const client = '{ model: llama-3.2-1b, memoryUtilization: 0.3, activeThreadPercentage: 40 }';
    const beside = explained(`sharing: { kind: mps, clients: [${client}] }`);
    expect(beside.pools[0]!.beside).toMatch(/MPS.*40 % of the processors/);
    expect(beside.pools[1]!.beside).not.toMatch(/of the processors/);
    const { memoryBytes, weightBytes, activationBytes, reserveBytes, kvBytes } =
      beside.pools[0]!.memory;
    const taken = weightBytes + activationBytes + reserveBytes + kvBytes;
    expect(taken).toBeCloseTo(0.3 * memoryBytes, 0);
    expect(beside.pools[0]!.memory.besideBytes).toBeUndefined();
    expect(explanationText(beside)).toMatch(/side by side they take less/);
  });
});
