import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { acceptedOrIssues, scenarioOf } from '../scenario/parse-text.ts';

interface Case {
  readonly failure: string;
  readonly max?: number;
  readonly whenDown?: 'idle' | 'off';
  readonly steps?: string;
  readonly cluster?: string;
  readonly perNode?: number;
  readonly coldStart?: number;
}

/** Two replicas are wanted of a pool that may have `max`; a start takes 5 s; a request of 0.1 s comes each second. */
function textOf({
  failure,
  max = 3,
  whenDown = 'off',
  steps,
  cluster,
  perNode = 1,
  coldStart = 5,
}: Case): string {
  return `
name: scaled-failures
horizon: { duration: 100s, warmup: 0%, drain: 10s }
workloads:
  - { name: chat, model: llama-3.1-8b, arrivals: { process: deterministic, rate: 1/s }, promptTokens: { distribution: fixed, value: 100 }, outputTokens: { distribution: fixed, value: 10 } }
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 2
    node: { acceleratorsPerNode: ${perNode} }
    serves: [llama-3.1-8b]
    engine: { stepTime: { kind: affine, base: 10ms } }
    autoscaling: { policy: schedule, min: 0, max: ${max}, interval: 1s, coldStart: ${coldStart}s, whenDown: ${whenDown}, period: 1h, steps: [${steps ?? '{ at: 0s, replicas: 2 }'}] }
failures: [${failure}]
outputs: { timeseries: 1s }
${cluster ?? ''}`;
}

function availabilityOf(one: Case) {
  const { totals, timeseries } = record(compileScenario(scenarioOf(textOf(one)), { traces: {} }));
  const { scaling, cluster } = totals.window;
  return { ...totals.availability!, coldStarts: scaling!.coldStarts, cluster, timeseries };
}

describe('a replica that fails in a pool that scales', () => {
  const gpu = '{ kind: gpu, unit: 0, at: 10s, duration: 60s }';

  it('is replaced at once: a start later as many serve as before', () => {
    const run = availabilityOf({ failure: gpu });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 1 });
    expect(run.recoverySeconds).toBeCloseTo(5, 9);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(5, 9);
  });

  it('is missed until it is repaired and has started where the pool may have no other', () => {
    const run = availabilityOf({ failure: gpu, max: 2 });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 1 });
    expect(run.recoverySeconds).toBeCloseTo(65, 9);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(65, 9);
  });

  it('is missed no more once fewer are wanted', () => {
    const steps = '{ at: 0s, replicas: 2 }, { at: 30s, replicas: 1 }';
    const run = availabilityOf({ failure: gpu, max: 2, steps });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 0, coldStarts: 0 });
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(20, 9);
  });

  it('loses nothing that it has time to end before it is taken, while another starts', () => {
    const spot = '{ kind: spot, unit: 0, at: 10.05s, notice: 20s, duration: 60s }';
    const run = availabilityOf({ failure: spot });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 1, lostRequests: 0 });
    // it serves its last request for a while yet
    expect(run.recoverySeconds).toBeLessThan(5);
    expect(run.recoverySeconds).toBeGreaterThan(4.8);
  });

  it('is missed until the node is back on which all stand that the pool may have', () => {
    const spot = '{ kind: spot, unit: 0, at: 10s, notice: 20s, duration: 30s }';
    const run = availabilityOf({ failure: spot, perNode: 8, whenDown: 'idle' });
    // both are drained by the time of the notice, for what they have takes a tenth of a second
    expect(run).toMatchObject({ recoveries: 2, coldStarts: 3 });
    expect(run.recoverySeconds).toBeGreaterThan(2 * (20 + 30 + 5) - 0.5);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(run.recoverySeconds, 9);
  });

  it('comes back from a start that fails, too', () => {
    const failure = `${gpu}, { kind: gpu, unit: 2, at: 12s, duration: 10s }`;
    const run = availabilityOf({ failure });
    // the one that failed while it started is repaired after 22 s and starts again
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 2 });
    expect(run.recoverySeconds).toBeCloseTo(17, 9);
  });

  it('is made good by the replica that was started for it, not by one that starts to grow', () => {
    const failure = '{ kind: gpu, unit: 0, at: 35s, duration: 1h }';
    const steps = '{ at: 0s, replicas: 2 }, { at: 30s, replicas: 3 }';
    const run = availabilityOf({ failure, max: 4, steps, coldStart: 20 });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 2 });
    expect(run.recoverySeconds).toBeCloseTo(20, 9);
  });

  it('is missed by nobody while it only starts or stands by', () => {
    const steps = '{ at: 0s, replicas: 2 }, { at: 30s, replicas: 3 }';
    for (const failure of [
      '{ kind: gpu, unit: 3, at: 35s, duration: 1h }',
      '{ kind: gpu, unit: 2, at: 35s, duration: 1h }',
      '{ kind: spot, unit: 2, at: 35s, notice: 10s, duration: 1h }',
    ]) {
      const run = availabilityOf({ failure, max: 4, steps, coldStart: 20, whenDown: 'idle' });
      expect(run).toMatchObject({ interruptions: 0, recoveries: 0 });
      expect(run.replicaSeconds).toBeCloseTo(run.servingSeconds, 9);
    }
  });

  it('is nothing of this pool while it is down and off, and broken where it stands idle', () => {
    const late = '{ kind: gpu, unit: 2, at: 10s, duration: 1h }';
    const steps = '{ at: 0s, replicas: 2 }, { at: 30s, replicas: 3 }';
    const off = availabilityOf({ failure: late, steps });
    expect(off).toMatchObject({ interruptions: 0, coldStarts: 1 });
    const idle = availabilityOf({ failure: late, steps, whenDown: 'idle' });
    expect(idle).toMatchObject({ interruptions: 0, coldStarts: 0 });
  });

  it('begins its work anew elsewhere', () => {
    const run = record(
      compileScenario(
        scenarioOf(textOf({ failure: '{ kind: gpu, unit: 0, at: 10.05s, duration: 1h }' })),
        { traces: {} },
      ),
    );
    expect(run.rows.filter(({ attempts }) => attempts > 1)).toHaveLength(1);
    expect(run.rows.every(({ outcome }) => outcome === 'completed')).toBe(true);
  });

  const onNodes = (count: number) =>
    `cluster: { nodes: [{ count: ${count}, accelerator: h100-sxm, accelerators: 2 }], placement: spread }`;
  const node = '{ kind: node, unit: 0, at: 10.05s, duration: 60s }';

  it('starts on another node of the cluster at once', () => {
    const run = availabilityOf({ failure: node, cluster: onNodes(2) });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 1, lostRequests: 1 });
    expect(run.recoverySeconds).toBeCloseTo(5, 9);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(5, 9);
  });

  it('waits for its node where no other has room', () => {
    const run = availabilityOf({ failure: node, cluster: onNodes(1) });
    // both stood there: each is missed for the repair and a start
    expect(run).toMatchObject({ interruptions: 2, recoveries: 2, coldStarts: 2 });
    expect(run.recoverySeconds).toBeCloseTo(2 * 65, 9);
    const pending = run.timeseries.filter(({ replicasPending }) => replicasPending === 2);
    expect(pending).toHaveLength(60);
    // what stands on a node that is down is neither free nor of no use for being in pieces
    expect(run.cluster).toMatchObject({ freeAcceleratorSeconds: 0, strandedAcceleratorSeconds: 0 });
  });

  it('works off what it has while another starts elsewhere, where its node gives notice', () => {
    const spot = '{ kind: spot, unit: 0, at: 10.05s, notice: 20s, duration: 60s }';
    const run = availabilityOf({ failure: spot, cluster: onNodes(2) });
    expect(run).toMatchObject({ interruptions: 1, recoveries: 1, coldStarts: 1, lostRequests: 0 });
    expect(run.recoverySeconds).toBeLessThan(5);
    expect(run.recoverySeconds).toBeGreaterThan(4.8);
  });

  it('is nobody where the nodes that fail are empty', () => {
    const failure = '{ kind: node, unit: 2, at: 10s, duration: 60s }';
    const run = availabilityOf({ failure, cluster: onNodes(3) });
    expect(run).toMatchObject({ interruptions: 0, coldStarts: 0 });
    expect(run.replicaSeconds).toBeCloseTo(run.servingSeconds, 9);
  });

  it('is a whole node on a cluster; it is not stated how it restarts', () => {
    const errors = (one: Case) => acceptedOrIssues(textOf(one), []);
    const cluster = 'cluster: { nodes: [{ count: 1, accelerator: h100-sxm, accelerators: 8 }] }';
    expect(errors({ failure: gpu, cluster })).toContain('the kind gpu in a pool that scales on');
    const second = '{ name: q, accelerator: h100-sxm, replicas: 1, serves: [llama-3.2-3b] }';
    const mixed = textOf({ failure: '{ kind: node, pool: p, unit: 0, at: 1s }', cluster });
    const both = mixed.replace('failures:', `  - ${second}\nfailures:`);
    expect(acceptedOrIssues(both, [])).toContain('write pool: q');
    const restart = '{ kind: gpu, unit: 0, at: 10s, duration: 1s, restart: 1s }';
    expect(errors({ failure: restart })).toContain('start as autoscaling.coldStart says');
    const idle = '{ kind: node, unit: 0, at: 10s, duration: 1s, power: idle }';
    expect(errors({ failure: idle, cluster })).toContain('leave nodes that fail');
    const upgrade = '{ kind: upgrade, at: 1s }';
    expect(errors({ failure: upgrade, cluster })).toContain('upgrade of a pool that scales on');
    const upgraded = '{ kind: upgrade, at: 1s, restart: 1s }';
    expect(errors({ failure: upgraded })).toContain('start as autoscaling.coldStart says');
    expect(errors({ failure: '{ kind: gpu, unit: 3, at: 1s }' })).toContain('p has 3 of that kind');
  });
});

describe('an upgrade of a pool that scales', () => {
  const upgrade = (atOnce: number) => `{ kind: upgrade, at: 20.5s, atOnce: ${atOnce} }`;
  /** How many take requests, at the end of each second. */
  const ups = ({ timeseries }: ReturnType<typeof availabilityOf>) =>
    timeseries.map(({ replicasUp }) => replicasUp);

  it('restarts those that serve, so many at a time, and starts nobody in their place', () => {
    const run = availabilityOf({ failure: upgrade(1), max: 4 });
    expect(run).toMatchObject({ interruptions: 2, recoveries: 2, coldStarts: 2, lostRequests: 0 });
    // five seconds each, one after the other; none had a request at 20.5 s or 25.5 s
    expect(run.recoverySeconds).toBeCloseTo(2 * 5, 6);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(2 * 5, 6);
    expect(ups(run).slice(19, 32)).toEqual([2, ...Array(10).fill(1), 2, 2]);
  });

  it('leaves nobody where all are out at a time', () => {
    const run = availabilityOf({ failure: upgrade(2), max: 4 });
    expect(run).toMatchObject({ interruptions: 2, recoveries: 2, coldStarts: 2, lostRequests: 0 });
    expect(ups(run).slice(19, 27)).toEqual([2, 0, 0, 0, 0, 0, 2, 2]);
  });

  it('is one restart each where two upgrades overlap', () => {
    const second = '{ kind: upgrade, at: 22s }';
    const run = availabilityOf({ failure: `${upgrade(1)}, ${second}` });
    // the first starts with the newest version; its second turn and that of the other upgrade are one
    expect(run).toMatchObject({ interruptions: 2, recoveries: 2, coldStarts: 2, lostRequests: 0 });
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(2 * 5, 6);
  });

  it('passes over those that are gone by their turn; those that start later have the new version', () => {
    const out = '{ at: 0s, replicas: 2 }, { at: 22s, replicas: 1 }, { at: 40s, replicas: 3 }';
    const run = availabilityOf({ failure: upgrade(1), steps: out });
    // the first restarts when one is to go: it is the one that goes; the second has its turn; two more start at 40 s
    expect(run).toMatchObject({ interruptions: 2, recoveries: 1, coldStarts: 2 + 2 });
    expect(ups(run).slice(19, 29)).toEqual([2, 1, 1, 0, 0, 0, 0, 0, 1, 1]);
    expect(ups(run).at(60)).toBe(3);
  });

  it('goes on where one fails that is being restarted, which starts with the new version', () => {
    const gpu = '{ kind: gpu, unit: 0, at: 22s, duration: 10s }';
    const run = availabilityOf({ failure: `${upgrade(1)}, ${gpu}`, max: 2 });
    // the first is down from 20.5 s until it is repaired and has started; the second from 22 s on
    expect(run).toMatchObject({ recoveries: 2, coldStarts: 3, lostRequests: 0 });
    expect(ups(run).slice(19, 39)).toEqual([
      ...[2, 1, 0, 0, 0, 0, 0],
      ...Array(10).fill(1),
      ...[2, 2, 2],
    ]);
    expect(run.replicaSeconds - run.servingSeconds).toBeCloseTo(16.5 + 5, 6);
  });
});
