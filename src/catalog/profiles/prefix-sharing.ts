import type { PrefixSharing } from '../../physics/engine-profile.ts';
import { assumed, type Cited, paper } from '../sources.ts';

/** Each layer's attention reads what the same pass over the step has just written. */
export const vllmShared: Cited<PrefixSharing> = [
  'scheduled',
  paper(
    'vLLM’s source (v1, kv_cache_manager, allocate_slots): the full blocks of a chunk are put into the prefix cache when it ' +
      'is scheduled, so that whoever is scheduled after it, in the same step or a later one, begins behind them',
  ),
];

export const vllmOldShared: Cited<PrefixSharing> = [
  'computed',
  paper(
    'vLLM, pull request 7822 (V0): blocks are marked as computed after a batch was scheduled, so that other sequences of ' +
      'the same batch compute them, too',
  ),
];

export const vllm2023Shared: Cited<PrefixSharing> = [
  'computed',
  assumed('as vllm-0.6: this version kept no prefixes yet'),
];

export const sglangShared: Cited<PrefixSharing> = [
  'computed',
  paper(
    'SGLang’s source (radix cache): a prompt’s tokens enter the tree after their batch has run. With --schedule-policy lpm, ' +
      'not the default, requests that begin alike in 32 tokens and more are put behind all others that wait ' +
      '(schedule_policy.py); they still join where a batch has room',
  ),
];

export const tensorrtShared: Cited<PrefixSharing> = [
  'awaited',
  paper(
    'TensorRT-LLM’s source (capacityScheduler.cpp, beneficialToSkip): with block reuse, a request whose first new block a ' +
      'scheduled prompt contributes is skipped until it can reuse it. There later ones pass it; here they wait behind it',
  ),
];
