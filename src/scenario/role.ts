/** Computes prompts alone, goes on from prompts that others have computed, or encodes images for others. */
export type Role = 'prefill' | 'decode' | 'encode';
