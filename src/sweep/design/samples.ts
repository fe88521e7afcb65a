import type { DesignInput } from './port.ts';

/** The problem of a sampling design whose `samples` is no number of points; or null. */
export function samplesProblem({ samples }: DesignInput): string | null {
  if (Number.isSafeInteger(samples) && samples >= 1) return null;
  return `samples = ${samples} is no whole number of at least 1`;
}
