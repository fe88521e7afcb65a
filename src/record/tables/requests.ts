import { bool, dictionary, int32, joules, seconds, type TableSpec } from '../table.ts';

const nullable = { nullable: true } as const;

/** One row per request of a user, in order of (completion, request). */
export const requestsTable = {
  name: 'requests',
  description: 'One request of a user. Rows are in order of (completion, request).',
  columns: [
    int32('request', 'Position in order of arrival, from 0.'),
    dictionary('workload', 'Name of the workload that sent it.'),
    int32('tenant', 'Index of the tenant inside the workload, from 0.'),
    bool('measured', 'Whether it arrived after the warm-up; only these count in the metrics.'),
    seconds('arrival_seconds', 'Instant of arrival, since the start of the run.'),
    seconds(
      'first_token_seconds',
      'Instant of the first token of the delivered answer; null when none came.',
      nullable,
    ),
    seconds(
      'first_activity_seconds',
      'Instant of the first token of any call, reasoning included; null when none came.',
      nullable,
    ),
    seconds(
      'completion_seconds',
      'Instant at which it ended, whatever the outcome; null while in flight.',
      nullable,
    ),
    seconds(
      'ttft_seconds',
      'Time to first token: first token − arrival; null when no token came.',
      nullable,
    ),
    seconds(
      'tpot_seconds',
      'Time per output token: (last token − first token) ÷ (output tokens − 1); null below two tokens.',
      nullable,
    ),
    seconds(
      'e2e_seconds',
      'End − arrival, of the whole strategy; the six parts host, queue, prefill, decode, preempted and transfer sum to it; null while in flight.',
      nullable,
    ),
    seconds(
      'worst_gap_seconds',
      'Longest gap between two consecutive tokens; null below two tokens.',
      nullable,
    ),
    seconds(
      'host_seconds',
      'Part of the latency spent in host stages, the API, and tools that its strategy used.',
      nullable,
    ),
    seconds(
      'queue_seconds',
      'Part of the latency from the end of the host stages until first scheduled.',
      nullable,
    ),
    seconds('prefill_seconds', 'Part of the latency spent reading the prompt.', nullable),
    seconds('decode_seconds', 'Part of the latency spent making tokens.', nullable),
    seconds(
      'preempted_seconds',
      'Part of the latency lost to preemptions: waiting again and recomputing.',
      nullable,
    ),
    seconds(
      'transfer_seconds',
      'Part of the latency spent moving data over the fabric, and between client and site.',
      nullable,
    ),
    int32('prompt_tokens', 'Tokens of the prompt.'),
    int32('output_tokens', 'Tokens made until the end, over all calls.'),
    int32(
      'answer_tokens',
      'Output tokens of the delivered answer; equals output_tokens for a single call.',
    ),
    int32('calls', 'Model calls that its strategy made.'),
    dictionary(
      'outcome',
      'What became of it: completed, rejected, shed, expired, cancelled, failed or in-flight.',
    ),
    int32('attempts', 'Times that the cluster tried it, since replicas fail; 1 without failures.'),
    int32('preemptions', 'Times that it was evicted from a running batch.'),
    int32(
      'replica',
      'Index of its replica over all pools, from 0; null when none was reached.',
      nullable,
    ),
    joules(
      'accelerator_joules',
      'Its share of the accelerator energy of the steps that it was in, without idle energy (energy.idleFactor adds that) and without what other copies of it took (hedging.joules of --json sums those of hedges).',
    ),
    bool('slo_met', 'Whether it completed within every target of its workload.'),
    int32(
      'intended_output_tokens',
      'Tokens that the answer would have had, had nothing stopped it: what a replay needs.',
    ),
    int32('max_tokens', 'Most output tokens that the client asked for.'),
    int32('priority', 'Priority of its workload, or of its row in the trace.'),
    dictionary('pool', 'Name of the pool of its replica; null when none was reached.', nullable),
    int32(
      'session',
      'Session or task of its workload that it belongs to, in order of beginning, from 0; null without.',
      nullable,
    ),
    int32(
      'turn',
      'Its place among the requests of its session or task, from 0; null without.',
      nullable,
    ),
    int32(
      'question',
      'Question of a client that it was sent for, from 0: the requests for one question share it; null where clients only wait.',
      nullable,
    ),
    int32(
      'try',
      'Which of the requests for its question it is, from 1: its client asks again after a refusal, an expiry or a loss; null where clients only wait.',
      nullable,
    ),
    int32(
      'cached_tokens',
      'Tokens of the prompt that a prefix cache had when it was first scheduled; 0 without one.',
    ),
  ],
} as const satisfies TableSpec;
