import { type Cited, paper } from '../sources.ts';

/** SGLang's scheduler, without mixed chunks. */
export const sglangPromptsFirst: Cited<'prefill-first'> = [
  'prefill-first',
  paper(
    'SGLang’s source (scheduler, server_args): a batch of prompts, in chunks of 8,192 tokens on chips of this size, comes ' +
      'before the next step of those that decode; enable_mixed_chunk is off by default',
  ),
];

export const vllm2023PromptsFirst: Cited<'prefill-first'> = [
  'prefill-first',
  paper('vLLM’s source of 0.2 (scheduler): waiting prompts are scheduled before running sequences'),
];

export const sglangAhead: Cited<boolean> = [
  true,
  paper(
    'SGLang’s source (scheduler, event_loop_overlap): on by default from v0.4 on; the token that a request which has ended ' +
      'computes in the step planned before is not charged here',
  ),
];

export const tensorrtAhead: Cited<boolean> = [
  true,
  paper(
    'TensorRT-LLM’s documentation: the overlap scheduler of its PyTorch backend is on by default',
  ),
];

export const vllmAhead: Cited<boolean> = [
  false,
  paper(
    'vLLM’s release notes: asynchronous scheduling is on by default from v0.14 (January 2026) on, off in most versions of ' +
      'the rows that were fitted; it leaves out who has reached max_tokens, so that nothing is computed in vain',
  ),
];
