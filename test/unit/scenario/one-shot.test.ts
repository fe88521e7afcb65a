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
    ['kind: detect, model: resnet-50', '', /detect is not available in this version/],
    ['kind: transcribe, model: resnet-50', '', /transcribe is not available in this version/],
    ['kind: rank, model: resnet-50', '', /rank is not available in this version/],
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
    [
      'model: llama-3.1-8b',
      ', engine: { batchDelay: 5ms }',
      /continuous batching waits for nobody/,
    ],
    [
      image,
      ', engine: { scheduler: priority, batchDelay: 5ms }',
      /batchDelay is not available with/,
    ],
    [image, ', engine: { kvBlocks: 7 }', /has no KV cache/],
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
});
