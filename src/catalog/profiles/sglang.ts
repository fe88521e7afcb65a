import { fitted } from '../sources.ts';
import { attention, gemm, stream } from './operator-fits.ts';
import { engineProfile, reserve } from './profile.ts';

const steps = fitted(
  'mean TPOT of InferenceX, SGLang with Qwen3-32B on H100 and DeepSeek-V3 on H200, 49 rows, three coefficients: ' +
    'median error 20 %, 90th 40 %; few rows, so a rough profile',
);

export const sglang = engineProfile('sglang', 'SGLang', {
  hostSecondsPerLayer: [130e-6, steps],
  hostSecondsPerStep: [0.1e-3, steps],
  hostSecondsPerSequence: [0, steps],
  reserveBytes: reserve,
  gemmEfficiency: gemm,
  attentionEfficiency: attention,
  memoryEfficiency: stream,
});
