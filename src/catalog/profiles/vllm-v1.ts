import type { EngineProfile } from '../../physics/data-sheets.ts';
import { fitted } from '../sources.ts';
import { vllmV1Range } from './calibrated.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { api, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'median inter-token latency of ML.ENERGY v3 and mean TPOT of InferenceX, vLLM on H100, H200 and B200, 261 rows of ' +
    'seven models, three coefficients: median error 8 %, 90th 36 %; the model left out 9 % and 39 %: dense 0.5 to 4 % ' +
    'on H100, 7 % on H200, 8 to 24 % on B200 at the median, mixtures of experts 7 to 41 %. The work per layer is ' +
    'hidden behind the chip in nearly all rows, so that it is hardly determined',
);

/** The default profile. The large errors are steps that ran without CUDA graphs: MoE in fp8, long outputs on B200. */
export const vllmV1: EngineProfile = {
  ...engineProfile(
    'vllm-v1',
    'vLLM, V1 engine',
    ownCollectives,
    {
      hostSecondsPerLayer: [67e-6, steps],
      hostSecondsPerStep: [0.22e-3, steps],
      hostSecondsPerSequence: [46e-6, steps],
      apiSeconds: api,
      reserveBytes: reserve,
      gemmEfficiency: gemm,
      attentionEfficiency: attentionKernels,
      memoryEfficiency: stream,
    },
    measured,
  ),
  calibrated: vllmV1Range,
};
