import type { EngineProfile } from '../../physics/data-sheets.ts';
import { fitted } from '../sources.ts';
import { tensorrtLlmRange } from './calibrated.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { api, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'mean TPOT of InferenceX, TensorRT-LLM on H100, H200 and B200, 205 rows of five models, three coefficients: median ' +
    'error 10 %, 90th 35 %; the model left out 11 % and 39 %: dense 4 to 19 % at the median, mixtures of experts 19 to ' +
    '33 %. The work per layer is hardly determined',
);

export const tensorrtLlm: EngineProfile = {
  ...engineProfile(
    'tensorrt-llm',
    'TensorRT-LLM',
    ownCollectives,
    {
      hostSecondsPerLayer: [76e-6, steps],
      hostSecondsPerStep: [0.25e-3, steps],
      hostSecondsPerSequence: [11.4e-6, steps],
      apiSeconds: api,
      reserveBytes: reserve,
      gemmEfficiency: gemm,
      attentionEfficiency: attentionKernels,
      memoryEfficiency: stream,
    },
    measured,
  ),
  calibrated: tensorrtLlmRange,
};
