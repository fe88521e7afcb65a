import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse.ts';

/** A scenario of one workload and one pool, whose parts a test changes. */
function parse(workload: string, pool = '', more = '') {
  const text = `
name: one-shot
workloads:
  - { name: a, ${workload} }${more}
pools:
  - { name: p, accelerator: h100-sxm, replicas: 1${pool} }
`;
  return parseScenario(text, { file: 'one-shot.yaml' });
}

function issuesOf(...words: Parameters<typeof parse>): string[] {
  const parsed = parse(...words);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
}

const image = 'kind: denoise, model: stable-diffusion-xl';
const rank = 'kind: rank, model: dlrm-v2';

describe('workloads that answer in one shot', () => {
  it('fill in the model’s job and a dynamic batch that fits', () => {
    const parsed = parse(`${image}, job: { steps: 30 }`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const [pool] = parsed.scenario.pools;
    expect(pool?.oneShot).toEqual({
      job: { width: 1024, height: 1024, frames: 1, steps: 30, guidance: true, tokens: 0 },
      ring: 1,
      batchDelaySeconds: 0,
    });
    expect(pool?.engine).toMatchObject({ profile: 'tensorrt', maxSequences: 8, kvBlocks: 8 });
    const defaults = Object.fromEntries(parsed.defaults.map(({ path, value }) => [path, value]));
    expect(defaults).toMatchObject({
      'workloads[a].job.width': 1024,
      'workloads[a].job.guidance': 'classifier-free',
      'pools[p].engine.profile': 'tensorrt',
      'pools[p].engine.batching': 'dynamic',
    });
  });

  it.each([
    ['kind: denoise, model: bert-large', '', /bert-large does not denoise/],
    ['model: stable-diffusion-xl', '', /stable-diffusion-xl does not generate/],
    ['kind: classify', '', /llama-3.1-70b does not classify/],
    ['kind: detect, model: resnet-50', '', /resnet-50 does not detect/],
    ['kind: rank, model: bge-large', '', /bge-large does not rank/],
    ['kind: embed, model: bge-large, job: { candidates: 9 }', '', /has no use for candidates/],
    ['kind: detect, model: retinanet, job: { tokens: 9 }', '', /retinanet has no use for tokens/],
    [
      'kind: transcribe, model: whisper-small, job: { tokens: 449 }',
      '',
      /449 tokens are more than the 448 that whisper-small writes/,
    ],
    [
      'kind: rank, model: dlrm-v2, job: { candidates: { distribution: joint, rows: [[1, 2]] } }',
      '',
      /candidates are drawn alone/,
    ],
    [image, ', engine: { maxBatchItems: 9 }', /every request of this model is one item/],
    ['model: llama-3.1-8b', ', engine: { maxBatchItems: 9 }', /has no items/],
    [rank, ', engine: { maxBatchItems: 9999999 }', /9999999 items of dlrm-v2 do not fit/],
    [rank, ', parallelism: { tensor: 2, ring: 2 }', /rings are available for diffusion/],
    [
      rank,
      ', engine: { maxBatchedTokens: 99999 }',
      /maxBatchedTokens: a model that answers in one/,
    ],
    [`${image}, maxTokens: 4`, '', /a denoise workload has no maxTokens/],
    [`${image}, job: { frames: 9 }`, '', /stable-diffusion-xl has no use for frames/],
    [
      'kind: embed, model: bge-large, job: { tokens: 9000 }',
      '',
      /9000 tokens are more than the 512/,
    ],
    ['model: llama-3.1-8b, job: { steps: 1 }', '', /a generate workload has no job/],
    [image, ', engine: { profile: vllm-v1 }', /vllm-v1 is of an engine that generates tokens/],
    [
      'model: llama-3.1-8b',
      ', engine: { profile: diffusers }',
      /diffusers is of an engine for models/,
    ],
    [image, ', engine: { batching: continuous }', /no tokens to batch continuously/],
    ['model: llama-3.1-8b', ', engine: { batching: dynamic }', /dynamic batching is available for/],
    ['model: llama-3.1-8b', ', engine: { batchDelay: 5ms }', /batches of tokens wait for nobody/],
    [
      image,
      ', engine: { scheduler: priority, batchDelay: 5ms }',
      /batchDelay is not available with/,
    ],
    [
      image,
      ', engine: { preferredBatchSizes: [4, 9] }',
      /no batch has 9 requests: the largest has 8/,
    ],
    [
      image,
      ', engine: { scheduler: priority, preferredBatchSizes: [4] }',
      /preferred sizes are not available with the scheduler priority/,
    ],
    [
      'kind: rank, model: dlrm-v2',
      ', engine: { preferredBatchSizes: [4] }',
      /not available where a request brings several items/,
    ],
    [
      'model: llama-3.1-8b',
      ', engine: { preferredBatchSizes: [4] }',
      /batches of tokens prefer no size/,
    ],
    [image, ', engine: { kvBlocks: 7 }', /has no KV cache/],
    [image, ', engine: { lengthPredictor: { cv: 1 } }', /have no length to predict/],
    [image, ', engine: { kvCache: false }', /engine.kvCache.*has no KV cache/],
    [image, ', precision: { kvCache: fp8 }', /precision.kvCache.*has no KV cache/],
    [
      image,
      ', engine: { maxBatchedTokens: 99999 }',
      /maxBatchedTokens: a model that answers in one/,
    ],
    [image, ', parallelism: { pipeline: 2 }', /pipelines are not available for/],
    [image, ', parallelism: { tensor: 2 }', /several chips per item are not available/],
    [image, ', engine: { maxSequences: 4096 }', /4096 jobs of stable-diffusion-xl do not fit/],
    [
      'kind: denoise, model: wan2.1-t2v-1.3b',
      ', parallelism: { tensor: 4, ring: 3 }',
      /ring 3 does not divide/,
    ],
  ])('refuse %s%s', (workload, pool, message) => {
    const issues = issuesOf(workload, pool);
    expect(issues.some((issue) => message.test(issue))).toBe(true);
  });

  it('ask one model for one job', () => {
    const other = `\n  - { name: b, ${image}, job: { steps: 50 } }`;
    const issues = issuesOf(image, '', other);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(/unequal jobs on one model are not available in this version/);
  });

  it('count the items of a request, and cut sound into windows', () => {
    const law = '{ distribution: uniform, min: 10, max: 61 }';
    const parsed = parse(`kind: transcribe, model: whisper-small, job: { audioSeconds: ${law} }`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    const { promptTokens } = parsed.scenario.workloads[0]!;
    expect(promptTokens).toEqual({ distribution: 'uniform', min: 10, max: 61, per: 30 });
    const { engine, oneShot } = parsed.scenario.pools[0]!;
    // 64 windows, and the three of the longest request
    expect(engine).toMatchObject({ maxSequences: 64, maxBatchedTokens: 64, kvBlocks: 67 });
    expect(oneShot?.maxBatchItems).toBe(64);
    const fixed = parse('kind: transcribe, model: whisper-small, job: { audioSeconds: 90s }');
    if (!fixed.ok) throw new Error(JSON.stringify(fixed.issues));
    expect(fixed.scenario.workloads[0]?.promptTokens).toMatchObject({ value: 90, per: 30 });
  });

  it('spread tables over as many chips as hold them', () => {
    const text = (chip: string) => `
name: ranking
workloads: [{ name: a, kind: rank, model: dlrm-v2, job: { candidates: 200 } }]
pools: [{ name: p, accelerator: ${chip}, replicas: 1 }]
`;
    const chips = (chip: string) => {
      const parsed = parseScenario(text(chip), { file: 'ranking.yaml' });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
      return parsed.scenario.pools[0]?.parallelism.tensor;
    };
    expect([chips('h100-sxm'), chips('a100-40gb'), chips('v100-32gb')]).toEqual([1, 2, 2]);
  });
});
