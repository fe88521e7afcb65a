import { assumed, type Cited, fitted } from '../sources.ts';
import { vllm2023Range } from './calibrated.ts';
import { attention } from './operator-fits.ts';
import { vllm2023PromptsFirst } from './planning.ts';
import { vllm2023Shared } from './prefix-sharing.ts';
import { api, engineProfile, reserve } from './profile.ts';

const steps = fitted(
  'splitwise-sim, Llama-2-70B on A100 and H100 at tensor 2 and 8, 148 prefills and decode steps, five coefficients: ' +
    'median error 16 %, 90th 31 %; decode at tensor 2 within 1 %, at tensor 8 −16 % on A100 and +22 % on H100, whose ' +
    'hosts differ; prefill from −30 % (tensor 8, H100) to +23 % (tensor 2, A100)',
);

const library: Cited<'library'> = ['library', assumed('it has no all-reduce of its own yet')];

/** Bound by the host: no CUDA graphs across layers, no asynchronous scheduling. */
export const vllm2023 = engineProfile(
  'vllm-2023',
  'vLLM of late 2023',
  library,
  {
    hostSecondsPerLayer: [467e-6, steps],
    hostSecondsPerStep: [0, steps],
    hostSecondsPerSequence: [280e-6, steps],
    apiSeconds: [api[0], assumed('as in later engines: its rows are steps, without an API')],
    reserveBytes: reserve,
    gemmEfficiency: [0.54, steps],
    attentionEfficiency: attention,
    memoryEfficiency: [0.58, steps],
  },
  { range: vllm2023Range },
  { batching: vllm2023PromptsFirst, prefixSharing: vllm2023Shared },
);
