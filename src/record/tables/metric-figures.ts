import { type ColumnSpec, float64 } from '../table.ts';

const nullable = { nullable: true } as const;
/** A figure of a run, null where it was not computed. */
export const metric = <const T extends string>(name: T, text: string, unit?: string) =>
  float64(name, text, unit === undefined ? nullable : { ...nullable, unit });

/** Single figures that the whole run has, and each workload too. */
export const classFigures = [
  metric('offered', 'Arrivals, those of the warm-up included; the outcomes sum to it.'),
  metric('measured', 'Arrivals after the warm-up.'),
  metric('completed', 'Arrivals that completed.'),
  metric('rejected', 'Arrivals that the admission policy refused.'),
  metric('shed', 'Arrivals that were dropped from a queue under load.'),
  metric('expired', 'Arrivals that ran into their timeout.'),
  metric('cancelled', 'Arrivals that their client cancelled.'),
  metric('failed', 'Arrivals lost to a failure.'),
  metric('in_flight', 'Arrivals that still ran when the drain ended.'),
  metric(
    'requests_per_second',
    'Completions between the end of the warm-up and the end of the arrivals (the last one, or the stated duration), per second of it; of the whole run where all requests come at its start; null where that takes no time.',
    '1/s',
  ),
  metric(
    'prompt_tokens_per_second',
    'Prompt tokens of the requests completed in that window, per second of it.',
    '1/s',
  ),
  metric(
    'output_tokens_per_second',
    'Output tokens of the requests completed in that window, per second of it.',
    '1/s',
  ),
  metric(
    'output_tokens_per_second_per_accelerator',
    'The same ÷ the accelerators of the whole fleet.',
    '1/s',
  ),
  metric(
    'slo_attainment',
    'Measured requests that met every target ÷ all measured, 0 to 1; every outcome but completed is a miss.',
  ),
  metric(
    'goodput_requests_per_second',
    'Requests completed in that window within every target, per second of it.',
    '1/s',
  ),
  metric(
    'joules_per_request',
    'Of the run: accelerator joules of the window, idle included, ÷ measured completed requests; of a workload: the joules attributed to them × idle_factor ÷ their number.',
    'J',
  ),
  metric('joules_per_output_token', 'The same joules ÷ the output tokens of those requests.', 'J'),
  metric(
    'usd_per_request',
    'Of the run: what was billed in the window, idle time included, ÷ measured completed requests; of a workload: what the pools of its model were billed in the whole run, by its joules ÷ those of their steps.',
    'USD',
  ),
  metric(
    'usd_per_million_output_tokens',
    'The same USD for a million output tokens of those requests.',
    'USD',
  ),
  metric(
    'price_usd_per_request',
    'What users of workloads with a price are charged ÷ their measured completed requests; null where nobody pays.',
    'USD',
  ),
  metric(
    'margin_usd_per_request',
    'Charged − cost, ÷ measured completed requests; null where nobody pays, or no cost is known.',
    'USD',
  ),
  metric(
    'break_even_reasoning_usd_per_million',
    'Price of a million reasoning tokens at which charges are the cost, all other prices as they are; null over workloads of several prices.',
    'USD',
  ),
  metric('grams_per_request', 'CO2-equivalent emissions ÷ measured completed requests.', 'g'),
  metric('accuracy', 'Measured answers that are correct ÷ all measured, 0 to 1.'),
  metric('tokens_per_request', 'Tokens of all calls ÷ measured requests, where a task is set.'),
  metric('joules_per_correct_answer', 'All joules of the window ÷ correct answers.', 'J'),
  metric('usd_per_correct_answer', 'Cost ÷ correct answers.', 'USD'),
  metric('hallucination_rate', 'Answers that state something false ÷ all answers, 0 to 1.'),
  metric('escaped_error_rate', 'Wrong answers that a verifier let pass ÷ all answers, 0 to 1.'),
  metric(
    'questions',
    'Measured first requests of clients who cancel or ask again; null where all of them only wait.',
  ),
  metric('answered_share', 'Share of those that were answered, by whichever request, 0 to 1.'),
  metric('abandoned_share', 'Share of those whose client gave up out of impatience, 0 to 1.'),
  metric('requests_per_question', 'Requests that were sent for each of those, the first included.'),
  metric(
    'return_share',
    'Share of the measured turns of sessions after which their user goes on, 0 to 1; null where all do whatever they get.',
  ),
  metric(
    'deadline_margin_seconds',
    'Hard deadline − the 99.99th percentile of end-to-end latency, below 0 where that is later; null without such a deadline.',
    's',
  ),
  metric(
    'deadline_missed_share',
    'Measured requests that were answered after the hard deadline, or not at all, ÷ all measured, 0 to 1.',
  ),
] as const satisfies readonly ColumnSpec[];
export type ClassFigure = (typeof classFigures)[number]['name'];

/** Single figures of the whole run alone. */
export const runFigures = [
  metric(
    'idle_factor',
    'Total ÷ attributed joules of the whole run: what attributed joules are to be multiplied by.',
  ),
  metric('accelerator_joules', 'Energy of all accelerators over the window.', 'J'),
  metric('it_joules', 'The same with host, NIC and switch.', 'J'),
  metric('facility_joules', 'The same with cooling and electrical losses.', 'J'),
  metric(
    'accelerator_average_watts',
    'Average power of all accelerators together over the window.',
    'W',
  ),
  metric('pue', 'Facility energy ÷ IT energy.'),
  metric('busy', 'Share of the window in which replicas ran steps, 0 to 1.'),
  metric('mfu', 'FLOPs ÷ what the accelerators could at their peak in the window, 0 to 1.'),
  metric('mbu', 'Bytes moved ÷ what the memories could at their peak in the window, 0 to 1.'),
  metric('kv_cache', 'Share of the KV blocks in use, averaged over the window, 0 to 1.'),
  metric('prefix_hit_rate', 'Prompt tokens found in prefix caches ÷ all prompt tokens, 0 to 1.'),
  metric('average_batch', 'Running sequences per replica while it runs steps.'),
  metric('mean_replicas', 'Replicas that served, of the pools that scale; null where all stand.'),
  metric('replica_seconds', 'Time that those replicas served, summed over them.', 's'),
  metric('replica_starting_seconds', 'Time that their starts took, summed over them.', 's'),
  metric('cold_starts', 'Starts of replicas that were begun in the window.'),
  metric('zero_replica_seconds', 'Time in which no replica served, summed over pools.', 's'),
  metric(
    'accelerator_seconds',
    'Accelerators of the whole fleet × the time that they were held, with scaling alone.',
    's',
  ),
  metric(
    'cluster_allocated',
    'Share of the accelerators of the cluster that replicas held, 0 to 1.',
  ),
  metric(
    'cluster_stranded',
    'Share of them that was free while replicas waited for more of that kind on one node, or for a quota, 0 to 1.',
  ),
  metric(
    'replica_pending_seconds',
    'Time that replicas waited for a place, summed over them.',
    's',
  ),
  metric('pending_starts', 'Replicas that had to wait for a place.'),
  metric('evictions', 'Replicas that were drained for pools before theirs.'),
  metric('image_pulls', 'Container images that nodes fetched.'),
  metric(
    'availability',
    'Share of the time of all replicas in which they served, over the whole run, 0 to 1; null where nothing befalls them.',
  ),
  metric('interruptions', 'Times that a replica went down.'),
  metric(
    'recovery_seconds',
    'Mean time from going down until a replica served again, of those that came back.',
    's',
  ),
  metric('lost_requests', 'Requests that lost their replica, each as often as it did.'),
  metric('lost_tokens', 'Tokens that had been made for those requests and were thrown away.'),
  metric('lost_joules', 'Accelerator energy that had gone into those requests.', 'J'),
  metric('replayed_tokens', 'Cached tokens that were lost and had to be computed again.'),
  metric(
    'hedged_share',
    'Share of the requests of clients who hedge that were sent to another replica, too, 0 to 1.',
  ),
  metric('hedge_won_share', 'Share of those that another copy than the first answered, 0 to 1.'),
  metric(
    'hedge_joules_share',
    'Joules of copies that answered nobody ÷ the joules of all steps, 0 to 1.',
  ),
  metric(
    'rollout_detect_seconds',
    'Time from the start of a roll-out until it was stopped or rolled back; null where it was neither.',
    's',
  ),
  metric(
    'overload_offered_per_second',
    'Arrivals per second up to the last arrival; null unless overloaded.',
    '1/s',
  ),
  metric(
    'overload_sustainable_per_second',
    'Completions per second over the second half of the arrivals, or over the whole run where that is more; null unless overloaded.',
    '1/s',
  ),
  metric('simulated_seconds', 'Simulated time from the start to the end of the drain.', 's'),
  metric('events', 'Events that the engine handled; depends on `stepping`.'),
] as const satisfies readonly ColumnSpec[];
export type RunFigure = (typeof runFigures)[number]['name'];
