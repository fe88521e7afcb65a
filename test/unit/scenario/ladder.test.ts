import { describe, expect, it } from 'vitest';
import { acceptedOrIssues } from './parse-text.ts';

const text = `
name: car
horizon: { duration: 10s }
workloads:
  - { name: cameras, kind: detect, model: retinanet, arrivals: { process: periodic, period: 50ms, sources: 4 }, slo: { deadline: 50ms, onMiss: degrade, ladder: { rungs: [{ model: detr-resnet-50 }, { precision: int8, every: 2 }] } } }
pools:
  - { name: car, accelerator: jetson-agx-orin, replicas: 1, serves: [retinanet], engine: { maxSequences: 4 } }
`;
const slo = 'workloads[cameras].slo';
const rungs = `${slo}.ladder.rungs`;

function read(...sets: readonly string[]) {
  const result = acceptedOrIssues(text, sets);
  return typeof result === 'string' ? result : result.scenario.workloads[0]!;
}

describe('slo.ladder', () => {
  it('starts with what the pool does by itself, and drops what misses', () => {
    const workload = read();
    expect(workload).toMatchObject({
      timeout: { totalSeconds: 0.05 },
      ladder: {
        quietSeconds: 10,
        rungs: [
          { model: 'retinanet', every: 1, accuracy: null },
          { model: 'detr-resnet-50', every: 1 },
          { model: 'retinanet', precision: 'int8', every: 2 },
        ],
      },
    });
    expect(workload).toHaveProperty('ladder.nearSeconds', 0.1 * 0.05);
  });

  it.each([
    [`${slo}={deadline: 50ms, onMiss: degrade}`, /there is no ladder to go down/],
    [`${slo}.onMiss=drop`, /nobody goes down a ladder/],
    [`${slo}.ladder.near=50ms`, /every answer would be nearly missed/],
    [`${rungs}=[{every: 1}]`, /does the same as the one before/],
    [`${rungs}=[{model: resnet-50}]`, /resnet-50 does not detect/],
    [`${rungs}=[{model: retinanett}]`, /did you mean retinanet/],
    [`${rungs}=[{every: 2, accuracy: 0.3}]`, /accuracy is stated of some rungs/],
    ['workloads[cameras].retry={on: [expired]}', /degrade is not available with retry/],
    ['pools[car].engine.stepTime={kind: affine, base: 1ms}', /says nothing of the rungs/],
    ['pools[car].engine.memoryUtilization=0.02', /do not fit/],
  ])('refuses %s', (set, issue) => {
    expect(read(set)).toMatch(issue);
  });

  it('warns of a rung that is no cheaper than the one above', () => {
    const precision = 'pools[car].precision={weights: int8, activations: int8}';
    const warnings = (set: string) => {
      const result = acceptedOrIssues(text, [precision, set]);
      return typeof result === 'string' ? result : result.warnings.map((each) => each.message);
    };
    expect(warnings(`${rungs}=[{precision: fp16}]`)).toContainEqual(
      expect.stringMatching(/no cheaper than the one above: .* ms a frame on car in place of/),
    );
    expect(
      warnings(`${rungs}=[{model: detr-resnet-50}, {model: detr-resnet-50, every: 2}]`),
    ).not.toContainEqual(expect.stringMatching(/no cheaper/));
  });

  it('refuses a model that another workload asks for, and one that generates', () => {
    const other = text.replace(
      'pools:',
      '  - { name: more, kind: detect, model: retinanet, arrivals: { process: poisson, rate: 1/s } }\npools:',
    );
    expect(acceptedOrIssues(other, [])).toMatch(/more asks for retinanet, too/);
    const chat = ['workloads[cameras].kind=generate', 'workloads[cameras].model=llama-3.2-1b'];
    expect(read(...chat, 'pools[car].serves=[llama-3.2-1b]')).toMatch(
      /degrade is for requests of one pass/,
    );
  });
});
