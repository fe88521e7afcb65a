import { fitted } from '../sources.ts';
import { attention, gemm, stream } from './operator-fits.ts';
import { engineProfile, reserve } from './profile.ts';

const steps = fitted(
  'mean TPOT of InferenceX, TensorRT-LLM on H100, H200 and B200, 211 rows of five models, three coefficients: median ' +
    'error 9 %, 90th 38 % (dense 7 % and 22 %; mixtures of experts 28 % and 54 %)',
);

export const tensorrtLlm = engineProfile('tensorrt-llm', 'TensorRT-LLM', {
  hostSecondsPerLayer: [77e-6, steps],
  hostSecondsPerStep: [1.3e-3, steps],
  hostSecondsPerSequence: [7e-6, steps],
  reserveBytes: reserve,
  gemmEfficiency: gemm,
  attentionEfficiency: attention,
  memoryEfficiency: stream,
});
