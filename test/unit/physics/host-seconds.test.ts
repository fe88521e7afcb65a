import { describe, expect, it } from 'vitest';
import { accelerators, engineProfiles, links, models } from '../../../src/catalog/index.ts';
import type { Dtype } from '../../../src/physics/data-sheets.ts';
import type { EngineProfile } from '../../../src/physics/engine-profile.ts';
import { hostSeconds } from '../../../src/physics/host-seconds.ts';
import type { RooflineInput } from '../../../src/physics/operator.ts';

type Chip = 'h200' | 'b200';

function inputOf(
  model: keyof typeof models,
  weights: RooflineInput['weights'],
  profile: EngineProfile = engineProfiles['tensorrt-llm'],
  chip: Chip = 'h200',
): RooflineInput {
  const accelerator = accelerators[chip];
  return {
    accelerator,
    link: links[accelerator.link as keyof typeof links],
    model: models[model],
    profile,
    tensor: 8,
    pipeline: 1,
    data: 1,
    expert: 1,
    expertLoadCv: 0,
    weights,
    activations: 'bf16' as Dtype,
    kvCache: 'bf16',
  };
}

const eager = (...input: Parameters<typeof inputOf>) => hostSeconds(inputOf(...input)).eager;

describe('the host that launches kernel by kernel', () => {
  const { eagerSecondsPerLayer: plain, eagerSecondsPerExpertLayer: routing } =
    engineProfiles['tensorrt-llm'];

  it('takes longer for layers with experts, in the mean over the model’s layers', () => {
    expect(eager('llama-3.1-70b', 'fp8')).toBe(plain);
    expect(eager('gpt-oss-120b', 'fp4')).toBeCloseTo(plain! + routing!, 12);
    // the first three layers of 61 are dense
    expect(eager('deepseek-v3', 'fp8')).toBeCloseTo(plain! + (58 / 61) * routing!, 12);
  });

  it('takes no longer where one kernel routes and multiplies, or an engine compiles its steps', () => {
    expect(eager('gpt-oss-120b', 'fp4', engineProfiles['tensorrt-llm'], 'b200')).toBe(plain);
    expect(eager('gpt-oss-120b', 'fp4', engineProfiles['vllm-v1'])).toBe(
      engineProfiles['vllm-v1'].eagerSecondsPerLayer,
    );
  });
});
