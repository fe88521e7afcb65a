import { assumed, type Cited, fitted } from '../sources.ts';
import { vllm06Range } from './calibrated.ts';
import { vllmOldGraphs } from './graphs.ts';
import { attentionKernels, gemm, measured, stream } from './operator-fits.ts';
import { vllmOldShared } from './prefix-sharing.ts';
import { eager, engineProfile, reserve } from './profile.ts';
import { vllmV1 } from './vllm-v1.ts';

const steps = fitted(
  'mean TPOT of APEX, Llama-3.1-70B on H100 at tensor 2, 4 and 8, 16 rows, one coefficient: error 1.1 % at the median, ' +
    '4.0 % at the 90th (12 and 22 % as vllm-v1 with its own all-reduce). Without tensor 8 it is 3.1 ms, which is 6 % too ' +
    'much there; without tensor 2 and 4 it is 2.2 ms, 3 to 5 % too little there. One model, one chip and few ' +
    'sequences: nothing tells it from work per layer',
);
const asLater = assumed('as vllm-v1: its rows run few sequences at once and leave it undetermined');

const library: Cited<'library'> = [
  'library',
  assumed('as its rows were measured: without an all-reduce of its own'),
];

/** The engine before V1: a scheduler that does not overlap with the chip, and all-reduces by the library. */
export const vllm06 = engineProfile(
  'vllm-0.6',
  'vLLM 0.6, of 2024',
  library,
  {
    hostSecondsPerLayer: [vllmV1.hostSecondsPerLayer, asLater],
    hostSecondsPerStep: [3e-3, steps],
    hostSecondsPerSequence: [vllmV1.hostSecondsPerSequence, asLater],
    eagerSecondsPerLayer: eager,
    apiSeconds: [0.013, fitted('mean TTFT of APEX, 16 rows, rounded by hand')],
    reserveBytes: reserve,
    gemmEfficiency: gemm,
    attentionEfficiency: attentionKernels,
    memoryEfficiency: stream,
  },
  { kernels: measured, range: vllm06Range },
  { graphs: vllmOldGraphs, prefixSharing: vllmOldShared },
);
