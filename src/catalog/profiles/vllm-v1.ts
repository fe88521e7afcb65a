import { fitted } from '../sources.ts';
import { vllmV1Range } from './calibrated.ts';
import { vllmGraphs } from './graphs.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { vllmAhead } from './planning.ts';
import { vllmShared } from './prefix-sharing.ts';
import { api, eager, engineProfile, ownCollectives, reserve } from './profile.ts';

const steps = fitted(
  'median inter-token latency of ML.ENERGY v3 and mean TPOT of InferenceX as mean decode steps, vLLM on H100, H200 and ' +
    'B200, 311 rows of eight models, three coefficients: median error 9 %, 90th 34 %. Refitted to the 163 rows that are ' +
    'played with it today, with the part left out: 2 to 11 % at the median for dense models, 5 to 8 % for mixtures of ' +
    'experts, 4 and 13 % for the H100, 9 and 42 % for the B200, whose hosts hold up small models. The work per layer is hidden behind the chip in nearly all rows, so that it is hardly determined (20 µs ' +
    'fit as well as 67)',
);

/** The default profile. The large errors are steps that ran without CUDA graphs: MoE in fp8, long outputs on B200. */
export const vllmV1 = engineProfile(
  'vllm-v1',
  'vLLM, V1 engine',
  ownCollectives,
  {
    hostSecondsPerLayer: [67e-6, steps],
    hostSecondsPerStep: [0.39e-3, steps],
    hostSecondsPerSequence: [45e-6, steps],
    eagerSecondsPerLayer: eager,
    apiSeconds: api,
    reserveBytes: reserve,
    gemmEfficiency: gemm,
    attentionEfficiency: attentionKernels,
    memoryEfficiency: stream,
  },
  { kernels: measured, range: vllmV1Range },
  { graphs: vllmGraphs, asyncScheduling: vllmAhead, prefixSharing: vllmShared },
);
