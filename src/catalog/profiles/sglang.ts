import { fitted } from '../sources.ts';
import { sglangRange } from './calibrated.ts';
import { sglangGraphs } from './graphs.ts';
import { attentionKernels, gemm, sglangMeasured, stream } from './operator-fits.ts';
import { sglangAhead, sglangPromptsFirst } from './planning.ts';
import { sglangShared } from './prefix-sharing.ts';
import { api, eager, eagerRouting, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'mean decode steps of InferenceX, SGLang with Qwen3-32B on H100 and DeepSeek-V3 on H200, 49 rows, three coefficients: ' +
    'median error 7 %, 90th 28 %; the model, and with it the chip, left out 7 % and 35 % (Qwen3), 8 % and 26 % ' +
    '(DeepSeek, 12 rows); few rows, so a rough profile',
);

export const sglang = engineProfile(
  'sglang',
  'SGLang',
  ownCollectives,
  {
    hostSecondsPerLayer: [120e-6, steps],
    hostSecondsPerStep: [0, steps],
    hostSecondsPerSequence: [0, steps],
    eagerSecondsPerLayer: eager,
    eagerSecondsPerExpertLayer: eagerRouting,
    apiSeconds: api,
    reserveBytes: reserve,
    gemmEfficiency: gemm,
    attentionEfficiency: attentionKernels,
    memoryEfficiency: stream,
  },
  { kernels: sglangMeasured, range: sglangRange },
  {
    graphs: sglangGraphs,
    batching: sglangPromptsFirst,
    asyncScheduling: sglangAhead,
    prefixSharing: sglangShared,
  },
);
