import { fitted } from '../sources.ts';
import { tensorrtLlmRange } from './calibrated.ts';
import { tensorrtGraphs } from './graphs.ts';
import { attentionKernels, gemm, stream, tensorrtMeasured } from './operator-fits.ts';
import { tensorrtAhead } from './planning.ts';
import { tensorrtShared } from './prefix-sharing.ts';
import { api, eager, eagerRouting, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'mean decode steps of InferenceX, TensorRT-LLM on H100, H200 and B200, 179 rows of five models, three coefficients, ' +
    'and by hand its published throughput, whose batches of 500 to 2,048 ask for few µs per sequence (19 µs and 0.7 ms ' +
    'fit InferenceX alone a little better: 14.6 % mean error against 15.0): median 11 %, 90th 38 %; the model left out ' +
    '7 to 15 % for dense models, 7 to 20 % for mixtures of experts; the chip left out 10 % (H200), 11 % (H100), 17 % ' +
    '(B200). The work per layer is hardly determined',
);

export const tensorrtLlm = engineProfile(
  'tensorrt-llm',
  'TensorRT-LLM',
  ownCollectives,
  {
    hostSecondsPerLayer: [50e-6, steps],
    hostSecondsPerStep: [1.2e-3, steps],
    hostSecondsPerSequence: [4e-6, steps],
    eagerSecondsPerLayer: eager,
    eagerSecondsPerExpertLayer: eagerRouting,
    apiSeconds: api,
    reserveBytes: reserve,
    gemmEfficiency: gemm,
    attentionEfficiency: attentionKernels,
    memoryEfficiency: stream,
  },
  { kernels: tensorrtMeasured, range: tensorrtLlmRange },
  { graphs: tensorrtGraphs, asyncScheduling: tensorrtAhead, prefixSharing: tensorrtShared },
);
