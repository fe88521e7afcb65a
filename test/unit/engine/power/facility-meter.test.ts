import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { JOULES_PER_KWH } from '../../../../src/physics/facility/ownership.ts';
import { facilityAccounts, premisesAccounts } from '../../../property/facility-laws.ts';
import { record } from '../../../property/recorded-run.ts';
import { scenarioOf } from '../../scenario/parse-text.ts';

const text = `
name: metered
horizon: { duration: 60s, warmup: 10s, drain: 0s }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 6/s }
    promptTokens: { distribution: fixed, value: 200 }
    outputTokens: { distribution: fixed, value: 60 }
pools:
  - { name: a, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b] }
  - { name: b, accelerator: l4, replicas: 3, serves: [llama-3.1-8b] }
outputs: { timeseries: 7s }
`;

function run(facility: string, ...sets: string[]) {
  const scenario = compileScenario(scenarioOf(text, `facility=${facility}`, ...sets), {
    traces: {},
  });
  const recorded = record(scenario);
  facilityAccounts(recorded, scenario);
  premisesAccounts(recorded, scenario);
  const { window, facility: counted } = recorded.totals;
  return { ...recorded, scenario, counted: counted!, window: window.facility! };
}

describe('the meter of a facility', () => {
  it('changes nothing of what happens to requests, replicas and accelerators', () => {
    const without = record(compileScenario(scenarioOf(text, 'facility=none'), { traces: {} }));
    const { rows, timeseries, replicas } = run('{}');
    const strip = ({ itJoules, facilityJoules, usd, grams, ...row }: (typeof rows)[number]) => row;
    expect(rows.map(strip)).toEqual(without.rows);
    expect(timeseries.map(({ facility: _, boards: __, ...row }) => row)).toEqual(
      without.timeseries,
    );
    expect(replicas.map(({ boards: _, ...row }) => row)).toEqual(without.replicas);
    expect(rows[0]).not.toEqual(without.rows[0]);
  });

  it('prices each hour’s energy at its price and its grid, and constants at theirs', () => {
    const even = run('{electricity: {price: 0.1 USD/kWh, grid: 200g/kWh}}');
    const { energyUsd, operationalGrams, facilityJoules } = even.counted.wholeRun;
    const hours = facilityJoules / JOULES_PER_KWH;
    expect(energyUsd / (0.1 * hours)).toBeCloseTo(1, 9);
    expect(operationalGrams / (200 * hours)).toBeCloseTo(1, 9);
    // the run begins half a minute before one, when the price doubles
    const prices = Array.from({ length: 24 }, (_, hour) => (hour === 0 ? 0.1 : 0.2));
    const facility = `{startsAt: 3570s, electricity: {price: [${prices.join(', ')}], grid: 200g/kWh}}`;
    const stepped = run(facility);
    expect(stepped.counted.wholeRun.facilityJoules).toBeCloseTo(facilityJoules, 6);
    const share = stepped.counted.wholeRun.energyUsd / energyUsd;
    expect(share).toBeGreaterThan(1.4);
    expect(share).toBeLessThan(1.6);
    // whoever ended in the second minute half pays by the later price
    const late = stepped.rows.filter(({ completionSeconds }) => completionSeconds > 41);
    const earlier = new Map(even.rows.map((row) => [row.request, row]));
    const energyOnly = (row: (typeof late)[number]) => row.usd! - earlier.get(row.request)!.usd!;
    expect(late.length).toBeGreaterThan(50);
    for (const row of late) expect(energyOnly(row)).toBeGreaterThan(0);
  });

  it('does not depend on how often somebody looks, and hardly on how often it is read', () => {
    const { counted } = run('{}');
    const looked = run('{}', 'outputs.timeseries=1s');
    expect(looked.counted).toEqual(counted);
    const finer = run('{meterInterval: 1s}');
    const ratio = finer.counted.wholeRun.itJoules / counted.wholeRun.itJoules;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
  });

  it('counts owning by time, whatever is done, and not at all where no price is known', () => {
    const { counted, scenario, window } = run('{}', 'pools[b].node={price: 40000 USD}');
    const [first, second] = scenario.facility!.pools;
    expect(first!.nodes).toBe(0.25);
    expect(second!.nodes).toBe(0.75);
    expect(counted.wholeRun.ownedUsd / window.ownedUsd).toBeCloseTo(60 / 50, 2);
    const cheaper = run('{}', 'pools[b].node={price: 20000 USD}');
    expect(cheaper.counted.wholeRun.ownedUsd).toBeLessThan(counted.wholeRun.ownedUsd);
    const unknown = run('{}', 'pools[a].accelerator=mi300x', 'pools[a].node={template: none}');
    expect(unknown.counted.wholeRun.ownedUsd).toBeNaN();
    expect(unknown.counted.wholeRun.energyUsd).toBeGreaterThan(0);
  });

  it('takes nothing where replicas have no power', () => {
    const off = `failures=[{kind: node, pool: b, unit: 0, at: 20s, duration: 10min}]`;
    const { counted, timeseries } = run('{}', off);
    const { counted: whole } = run('{}');
    expect(counted.wholeRun.itJoules).toBeLessThan(whole.wholeRun.itJoules);
    const last = timeseries.filter(({ pool }) => pool === 1).at(-1)!;
    expect(last.facility!.itWatts).toBe(0);
  });

  it('shares readings out over the nodes and racks that replicas stand in', () => {
    // two replicas of one H100 in one box of eight, three of two L4s in another
    const { nodes, racks } = run('{}');
    expect(nodes.map(({ accelerators }) => accelerators)).toEqual([2, 6]);
    expect(racks.map(({ nodes: count }) => count)).toEqual([1, 1]);
    const packed = run(
      '{rack: {nodes: 2, powerLimit: 25kW}}',
      'pools[a].replicas=9',
      'pools[a].parallelism={tensor: 4}',
    );
    const own = packed.nodes.filter(({ pool }) => pool === 0);
    expect(own.map(({ accelerators, rack }) => [accelerators, rack])).toEqual([
      [8, 0],
      [8, 0],
      [8, 1],
      [8, 1],
      [4, 2],
    ]);
    const [first, second] = packed.replicas;
    expect(own[0]!.decodeJoules).toBeCloseTo(first!.decodeJoules + second!.decodeJoules, 6);
  });

  it('says how long, and by how much, racks took more than they give', () => {
    // budgets hold the accelerators; with slow governors, what nodes take gets above for a while
    const { racks } = run(
      '{rack: {nodes: 1, powerLimit: 6.5kW}, meterInterval: 1s}',
      'horizon={duration: 15s, warmup: 1s, drain: 0s}',
      'pools[a].parallelism={tensor: 8}',
      'pools[a].power.governor={policy: proportional, reaction: 600s}',
      'workloads[chat].promptTokens={distribution: fixed, value: 4000}',
      'workloads[chat].arrivals.rate=60/s',
    );
    const above = racks.filter(({ overshootJoules }) => overshootJoules > 0);
    expect(above.length).toBeGreaterThan(0);
    for (const { overshootJoules, overshootSeconds, peakWatts, limitWatts } of above) {
      expect(overshootSeconds).toBeGreaterThan(0);
      const mean = overshootJoules / overshootSeconds;
      expect(peakWatts - limitWatts).toBeGreaterThanOrEqual(mean * (1 - 1e-9));
    }
  });

  it('shares out what a building takes while every node is off by how much stands in each', () => {
    const scaling =
      '{policy: queue-length, min: 0, max: 4, target: 1, interval: 1s, coldStart: 1s, whenDown: off}';
    const { nodes, counted } = run(
      '{meterInterval: 5s, cooling: {rejection: dry-cooler, dryBulb: 30C}}',
      `pools=[{name: a, accelerator: h100-sxm, replicas: 0, parallelism: {tensor: 8}, autoscaling: ${scaling}}]`,
      'workloads[chat].arrivals={process: deterministic, rate: 1.5/min}',
      'horizon={duration: 50s, warmup: 0s, drain: 0s}',
    );
    // one request came after 40 s and woke one node; before that, transformers lost something, which was cooled
    expect(nodes).toHaveLength(4);
    const [, ...asleep] = nodes;
    for (const { coolingJoules, lossJoules, hostJoules, idleJoules } of asleep) {
      expect(hostJoules + idleJoules).toBe(0);
      expect(lossJoules).toBeGreaterThan(0.2 * counted.wholeRun.lossJoules * (40 / 50));
      expect(coolingJoules).toBeGreaterThan(0);
    }
  });

  it('has its mean for the most of a run that is shorter than an interval', () => {
    const { totals, counted } = run('{meterInterval: 600s}');
    const mean = counted.wholeRun.itJoules / totals.simulatedSeconds;
    expect(counted.mostItWatts).toBeCloseTo(mean, 6);
  });
});
