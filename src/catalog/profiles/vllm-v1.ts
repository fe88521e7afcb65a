import { fitted } from '../sources.ts';
import { attention, gemm } from './operator-fits.ts';
import { engineProfile, reserve } from './profile.ts';

const steps = fitted(
  'median inter-token latency of ML.ENERGY v3 and mean TPOT of InferenceX, vLLM on H100, H200 and B200, 295 rows of ' +
    'seven models, four coefficients: median error 12 %, 90th 40 % (dense 10 % and 31 %; mixtures of experts 14 % and 43 %)',
);

/** The default profile. The large errors are steps that ran without CUDA graphs: MoE in fp8, long outputs on B200. */
export const vllmV1 = engineProfile('vllm-v1', 'vLLM, V1 engine', {
  hostSecondsPerLayer: [52e-6, steps],
  hostSecondsPerStep: [1.9e-3, steps],
  hostSecondsPerSequence: [35e-6, steps],
  reserveBytes: reserve,
  gemmEfficiency: gemm,
  attentionEfficiency: attention,
  memoryEfficiency: [0.73, steps],
});
