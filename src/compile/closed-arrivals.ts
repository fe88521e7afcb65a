import type { CompiledWorkload } from './compiled.ts';

/** Whether the next request of a workload waits for the end of an earlier one: it never runs out of requests. */
export function isClosed({ arrivals }: CompiledWorkload): boolean {
  const { process } = arrivals;
  return process === 'closed-loop' || process === 'single-stream' || process === 'multi-stream';
}
