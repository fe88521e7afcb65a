import { describe, expect, it } from 'vitest';
import { metricColumns } from '../../../src/record/tables/metrics.ts';
import { keyTraits } from '../../../src/scenario/sweep-file/key-traits.ts';
import { neverComputed } from '../../../src/scenario/sweep-file/stop-metric.ts';
import { metricValues } from '../../../src/summary/metric-values.ts';
import { samplePart } from '../sweep/sample-part.ts';

describe('what the schema says of a key', () => {
  it.each([
    [['workloads', 0, 'arrivals', 'rate'], 'rate', false],
    [['workloads', 0, 'arrivals', 'thinkTime'], 'time', false],
    [['workloads', 0, 'slo', 'ttft'], 'time', false],
    [['pools', 3, 'power', 'capPerAccelerator'], 'power', false],
    [['pools', 0, 'engine', 'memoryUtilization'], 'share', false],
    [['pools', 0, 'engine', 'stepTime', 'base'], 'time', false],
    [['pools', 0, 'accelerator', 'bandwidth'], 'bandwidth', false],
    [['pools', 0, 'replicas'], null, true],
    [['pools', 0, 'engine', 'kvBlocks'], null, true],
    [['horizon', 'requests'], null, true],
    [['horizon', 'duration'], 'time', false],
    [['workloads', 0, 'arrivals', 'cv'], null, false],
    [['routing', 'policy'], null, false],
    [['seed'], null, false],
    [['pools'], null, false],
    [['pools', 0, 'toString'], null, false],
    [[], null, false],
  ])('%j', (path, dimension, whole) => {
    expect(keyTraits(path)).toEqual({ dimension, whole });
  });
});

describe('the figures that a stop rule cannot wait for', () => {
  it('are null in a run that has all others', () => {
    const workloads = ['chat', 'code'];
    const values = metricValues(samplePart().summary, workloads);
    const names = metricColumns([]).map(({ name }) => name);
    const never = names.filter(neverComputed);
    expect(never.length).toBeGreaterThan(0);
    for (const name of never) expect(values[names.indexOf(name)], name).toBeNaN();
    // Nor are there others, but for those of an affine step time, of blocks that the scenario leaves out, and intervals
    // of few samples.
    const scaling = [
      'mean_replicas',
      'replica_seconds',
      'replica_starting_seconds',
      'cold_starts',
      'zero_replica_seconds',
      'accelerator_seconds',
      'cluster_allocated',
      'cluster_stranded',
      'replica_pending_seconds',
      'pending_starts',
      'evictions',
      'image_pulls',
    ];
    // what nobody rents costs nothing that is known
    const usd = names.filter((name) => name.includes('usd'));
    // nor does anybody know more where no facility is stated
    const beyond = ['grams_per_request', 'it_joules', 'facility_joules', 'pue'];
    const leftOut = [
      ...['accuracy', 'tokens_per_request', 'joules_per_correct_answer'],
      ...['hallucination_rate', 'escaped_error_rate', 'prefix_hit_rate'],
      ...[
        'questions',
        'answered_share',
        'abandoned_share',
        'requests_per_question',
        'return_share',
      ],
      ...['deadline_margin_seconds', 'deadline_missed_share'],
      ...['availability', 'interruptions', 'recovery_seconds', 'replayed_tokens'],
      ...['lost_requests', 'lost_tokens', 'lost_joules'],
      ...['hedged_share', 'hedge_won_share', 'hedge_joules_share', 'rollout_detect_seconds'],
    ];
    const known = [...usd, 'mfu', 'mbu', ...scaling, ...beyond, ...leftOut];
    const others = names.filter(
      (name, index) =>
        Number.isNaN(values[index]) && !neverComputed(name) && !name.includes('_ci_'),
    );
    expect(others.filter((name) => !known.includes(name))).toEqual([]);
  });
});
