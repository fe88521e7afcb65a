import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { byRequest, record } from '../../property/recorded-run.ts';

/** Nine requests at once for two replicas, which are numbered by their pools' names: the cheaper one is 0. */
const text = (routing: string) => `
name: packing
horizon: { requests: 9, warmup: 0 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: periodic, period: 50ms, sources: 9, jitter: 0s }
    promptTokens: { distribution: fixed, value: 10 }
    outputTokens: { distribution: fixed, value: 50 }
pools:
  - name: dear
    replicas: 1
    parallelism: { tensor: 1 }
    serves: [llama-3.1-8b]
    engine:
      stepTime: { kind: affine, base: 10ms }
      stepEnergy: { kind: affine, base: 6J }
  - name: cheap
    replicas: 1
    parallelism: { tensor: 1 }
    serves: [llama-3.1-8b]
    engine:
      stepTime: { kind: affine, base: 20ms }
      stepEnergy: { kind: affine, base: 5J }
routing: ${routing}
`;

describe('energy-aware routing', () => {
  it('gives the cheaper replica its fill before the dearer one gets any, then both alike', () => {
    const parsed = parseScenario(text('{ policy: energy-aware, packTo: 5 }'), { file: 'x.yaml' });
    if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
    const rows = byRequest(record(compileScenario(parsed.scenario, { traces: {} })));
    expect(rows.map(({ replica }) => replica).sort()).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('packs no more than replicas take at a time, unless it is told to, and warned of that', () => {
    const of = (routing: string) => {
      const small = text(routing).replace(
        '{ kind: affine, base: 20ms }',
        '$&\n      maxSequences: 4',
      );
      const parsed = parseScenario(small, { file: 'x.yaml' });
      if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
      const rows = byRequest(record(compileScenario(parsed.scenario, { traces: {} })));
      const onCheap = rows.filter(({ replica }) => replica === 0).length;
      return { onCheap, warnings: parsed.warnings.map((each) => `${each.message}: ${each.fix}`) };
    };
    expect(of('{ policy: energy-aware }')).toEqual({ onCheap: 5, warnings: [] });
    const { warnings } = of('{ policy: energy-aware, packTo: 9 }');
    expect(warnings).toEqual([
      expect.stringMatching(
        /^replicas of cheap take 4 requests at a time .*: write packTo: 4 or less$/,
      ),
    ]);
  });

  it('packs no less for the slots of pools that no other one competes with', () => {
    const beside = text('{ policy: energy-aware }')
      .replace(
        'pools:',
        '  - { name: other, model: qwen2.5-7b, arrivals: { process: poisson, rate: 1/s } }\npools:',
      )
      .replace(
        'routing:',
        '  - { name: alone, serves: [qwen2.5-7b], engine: { maxSequences: 4 } }\nrouting:',
      );
    const packTo = (more: string) => {
      const parsed = parseScenario(more, { file: 'x.yaml' });
      if (!parsed.ok) throw new Error(parsed.issues.map(({ message }) => message).join('\n'));
      return parsed.scenario.routing.packTo;
    };
    expect(packTo(beside)).toBe(32);
    expect(
      packTo(beside.replace('serves: [qwen2.5-7b]', 'serves: [qwen2.5-7b, llama-3.1-8b]')),
    ).toBe(4);
  });

  it('is refused where there is no decoding to compare, and its key where it is not used', () => {
    const issues = (routing: string) => {
      const parsed = parseScenario(text(routing), { file: 'x.yaml' });
      return parsed.ok ? '' : parsed.issues.map(({ message }) => message).join('\n');
    };
    expect(issues('{ policy: random, packTo: 5 }')).toContain('random uses no packTo');
    const image = `
name: images
workloads: [{ name: a, kind: classify, model: resnet-50, arrivals: { process: poisson, rate: 1/s } }]
pools: [{ name: p, serves: [resnet-50] }]
routing: { policy: energy-aware }
`;
    const parsed = parseScenario(image, { file: 'x.yaml' });
    expect(parsed.ok ? '' : parsed.issues[0]?.message).toContain('answers in one shot');
  });
});
