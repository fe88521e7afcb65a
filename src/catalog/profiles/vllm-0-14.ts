import { assumed, fitted } from '../sources.ts';
import { vllmV1Range } from './calibrated.ts';
import { vllmGraphs } from './graphs.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { vllmShared } from './prefix-sharing.ts';
import { api, eager, engineProfile, ownCollectives, reserve } from './profile.ts';
import { vllmV1 } from './vllm-v1.ts';

const sequence = fitted(
  'mean decode steps of InferenceX, vLLM with asynchronous scheduling, Llama-3.1-70B and gpt-oss-120b on H100, H200 and ' +
    'B200, 132 rows, and the mean TPOT of Llama-3.1-8B on an RTX PRO 6000 under vLLM 0.19, replayed; one coefficient, ' +
    'rounded by hand: the two models ask for 10 to 25 µs each, the replay for 34 (3.7 % too slow at the 45 µs of vllm-v1, ' +
    '5 % too quick at 20). Refitted with three coefficients and the part left out: 70B 4.6 and 11 %, gpt-oss-120b 12 and 29 %, ' +
    'H100 7.7 and 20, H200 5.5 and 12, B200 5.2 and 23. 90th of the errors of 70B and gpt-oss-120b by chip 9 to 62 % with the figures of vllm-v1 and its cache',
);
const asBefore = assumed('as vllm-v1: these rows hardly tell it from the chip’s work');

/** What is scheduled while the chip works costs a sequence less. */
export const vllm014 = engineProfile(
  'vllm-0.14',
  'vLLM since 0.14, with asynchronous scheduling',
  ownCollectives,
  {
    hostSecondsPerLayer: [vllmV1.hostSecondsPerLayer, asBefore],
    hostSecondsPerStep: [vllmV1.hostSecondsPerStep, asBefore],
    hostSecondsPerSequence: [30e-6, sequence],
    eagerSecondsPerLayer: eager,
    apiSeconds: api,
    reserveBytes: reserve,
    gemmEfficiency: gemm,
    attentionEfficiency: attentionKernels,
    memoryEfficiency: stream,
  },
  { kernels: measured, range: vllmV1Range },
  { graphs: vllmGraphs, prefixSharing: vllmShared },
);
