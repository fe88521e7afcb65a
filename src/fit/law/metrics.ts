/** A figure whose laws planners use. */
export interface LawMetric {
  /** Column of sweep.arrow. */
  readonly name: string;
  /** In a sentence. */
  readonly phrase: string;
  /** Whether an exponent above 1 is worth a test: energy that grows faster than what it is spent on. */
  readonly isEnergy?: true;
}

/** Figures that laws are told for, where the sweep has them; what answers are worth first. */
export const lawMetrics = [
  { name: 'accuracy', phrase: 'accuracy' },
  { name: 'tokens_per_request', phrase: 'tokens per request' },
  { name: 'joules_per_correct_answer', phrase: 'energy per correct answer', isEnergy: true },
  { name: 'usd_per_correct_answer', phrase: 'cost per correct answer' },
  { name: 'requests_per_second', phrase: 'throughput' },
  { name: 'output_tokens_per_second', phrase: 'output token rate' },
  { name: 'ttft_p50_seconds', phrase: 'median time to first token' },
  { name: 'ttft_p99_seconds', phrase: '99th percentile of time to first token' },
  { name: 'tpot_mean_seconds', phrase: 'mean time per output token' },
  { name: 'e2e_mean_seconds', phrase: 'mean end-to-end latency' },
  { name: 'e2e_p99_seconds', phrase: '99th percentile of end-to-end latency' },
  { name: 'queue_mean_seconds', phrase: 'mean waiting time' },
  { name: 'average_batch', phrase: 'mean batch' },
  { name: 'joules_per_request', phrase: 'energy per request', isEnergy: true },
  { name: 'joules_per_output_token', phrase: 'energy per output token', isEnergy: true },
  { name: 'accelerator_joules', phrase: 'energy of the window', isEnergy: true },
  { name: 'accelerator_average_watts', phrase: 'average power', isEnergy: true },
  { name: 'usd_per_request', phrase: 'cost per request' },
  { name: 'usd_per_million_output_tokens', phrase: 'cost per million output tokens' },
  { name: 'grams_per_request', phrase: 'carbon per request' },
] as const satisfies readonly LawMetric[];

/** What quality is bought with: accuracy is told against these figures too, along whatever axis moves them. */
export const spentFigures = [
  { name: 'tokens_per_request', phrase: 'tokens per request', unit: null },
  { name: 'joules_per_request', phrase: 'energy per request', unit: 'J' },
  { name: 'usd_per_request', phrase: 'cost per request', unit: 'USD' },
] as const;
