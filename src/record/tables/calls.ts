import { bool, dictionary, float64, int32, joules, seconds, type TableSpec } from '../table.ts';

const nullable = { nullable: true } as const;

/** One row per call that a strategy had in the cluster. */
export const callsTable = {
  name: 'calls',
  description:
    'One model call inside a request’s strategy, written where `outputs.calls` is true. Rows are in order of requests, as in `requests.arrow`, then of calls; their tokens, joules and preemptions sum to the request’s. A request that one call answers has none, nor has a judgement without a model. Uses of tools have rows, without tokens and joules.',
  columns: [
    int32('request', 'The request that it is a part of.'),
    dictionary('workload', 'Name of the workload that sent it.'),
    int32('call', 'Number of the call among those that the strategy asked for, from 0.'),
    dictionary(
      'role',
      'What it is for: sample, step, act, score, critique, revise or text; tool = the use of a tool and retrieve = a search, which are no calls of a model.',
    ),
    int32('tier', 'Which of the models of its strategy it goes to, from 0.'),
    int32(
      'after',
      'The call whose text its prompt goes on from; null where it begins with the question.',
      nullable,
    ),
    int32('judges', 'The call that a score or a critique is about; null for others.', nullable),
    seconds('arrival_seconds', 'Instant at which it was asked for.'),
    seconds('first_token_seconds', 'Instant of its first token; null when none came.', nullable),
    seconds(
      'completion_seconds',
      'Instant at which it left, whatever the outcome; null while in flight. The six parts of its latency sum to completion − arrival.',
      nullable,
    ),
    seconds(
      'host_seconds',
      'Part of its latency spent in host stages and the API; of a tool the time of its use.',
    ),
    seconds(
      'queue_seconds',
      'Part of its latency until first scheduled; of a tool the wait for a place.',
    ),
    seconds('prefill_seconds', 'Part of its latency spent reading the prompt.'),
    seconds('decode_seconds', 'Part of its latency spent making tokens.'),
    seconds('preempted_seconds', 'Part of its latency lost to preemptions.'),
    seconds('transfer_seconds', 'Part of its latency spent moving data over the fabric.'),
    int32('prompt_tokens', 'Tokens of its prompt: the question, and the texts before it.'),
    int32('output_tokens', 'Tokens made until its end.'),
    int32(
      'cached_tokens',
      'Tokens of its prompt that a prefix cache had when it was first scheduled.',
    ),
    dictionary(
      'outcome',
      'What became of it: completed; cancelled where it was not needed any more; expired, failed or in-flight.',
    ),
    dictionary('used_for', 'What its tokens and joules count as: kept, discarded or verification.'),
    int32(
      'answer',
      'Its answer: equal numbers of one request are equal answers; null where it gave none.',
      nullable,
    ),
    bool('correct', 'Whether that answer is right.'),
    float64(
      'score',
      'The score that it gave; of a tool 1 where its use worked and 0 where the step is to be done anew; null for other calls.',
      nullable,
    ),
    int32('attempts', 'Replicas that it was sent to, since replicas fail.'),
    int32('preemptions', 'Times that it was evicted from a running batch.'),
    int32(
      'replica',
      'Index of its replica over all pools, from 0; null when none was reached.',
      nullable,
    ),
    dictionary('pool', 'Name of the pool of its replica; null when none was reached.', nullable),
    joules(
      'accelerator_joules',
      'Its share of the accelerator energy of the steps that it was in, without idle energy.',
    ),
  ],
} as const satisfies TableSpec;
