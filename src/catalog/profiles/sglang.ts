import type { EngineProfile } from '../../physics/data-sheets.ts';
import { fitted } from '../sources.ts';
import { sglangRange } from './calibrated.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { api, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'mean TPOT of InferenceX, SGLang with Qwen3-32B on H100 and DeepSeek-V3 on H200, 43 rows, three coefficients: median ' +
    'error 11 %, 90th 39 %; the model left out 20 % and 42 % (Qwen3), 3 % (DeepSeek, 6 rows); few rows, so a rough ' +
    'profile whose work per layer is not determined',
);

export const sglang: EngineProfile = {
  ...engineProfile(
    'sglang',
    'SGLang',
    ownCollectives,
    {
      hostSecondsPerLayer: [100e-6, steps],
      hostSecondsPerStep: [0, steps],
      hostSecondsPerSequence: [0, steps],
      apiSeconds: api,
      reserveBytes: reserve,
      gemmEfficiency: gemm,
      attentionEfficiency: attentionKernels,
      memoryEfficiency: stream,
    },
    measured,
  ),
  calibrated: sglangRange,
};
