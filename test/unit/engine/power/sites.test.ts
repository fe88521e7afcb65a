import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../../src/compile/compile.ts';
import { facilityAccounts, premisesAccounts } from '../../../property/facility-laws.ts';
import { sum } from '../../../property/laws.ts';
import { record, withEngines } from '../../../property/recorded-run.ts';
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
  - { name: c, accelerator: l4, replicas: 1, serves: [llama-3.1-8b] }
facility: { electricity: { grid: 400g/kWh, price: 0.1 USD/kWh }, cooling: { kind: air, wetBulb: 10C } }
outputs: { timeseries: 7s }
`;
const two = `sites=[
  { name: west, pools: [c, a], facility: { electricity: { grid: 50g/kWh, price: 0.3 USD/kWh } } },
  { name: east, pools: [b], facility: { cooling: { kind: direct-to-chip, wetBulb: 25C } } },
]`;

function run(...sets: string[]) {
  const scenario = compileScenario(scenarioOf(text, ...sets), { traces: {} });
  const recorded = record(scenario);
  facilityAccounts(recorded, scenario);
  premisesAccounts(recorded, scenario);
  return { ...recorded, scenario };
}

describe('the meters of several sites', () => {
  it('leave requests, replicas and accelerators as one facility does', () => {
    const one = run('sites=none');
    const several = run(two, 'sites[east].facility.cooling.kind=air');
    const strip = ({ itJoules, facilityJoules, usd, grams, ...row }: (typeof one.rows)[number]) =>
      row;
    expect(several.rows.map(strip)).toEqual(one.rows.map(strip));
    expect(several.replicas).toEqual(one.replicas);
    expect(several.rows).not.toEqual(one.rows);
  });

  it('read each site at its own grid, price and plant, and sum to the whole', () => {
    const { totals, nodes, scenario } = run(two);
    const { wholeRun } = totals.facility!;
    const [east, west] = wholeRun.sites!;
    expect(scenario.sites).toEqual({ names: ['east', 'west'], ofPool: [1, 0, 1] });
    const hours = (joules: number) => joules / 3.6e6;
    expect(east!.operationalGrams / hours(east!.facilityJoules)).toBeCloseTo(400, 9);
    expect(east!.energyUsd / hours(east!.facilityJoules)).toBeCloseTo(0.1, 9);
    expect(west!.operationalGrams / hours(west!.facilityJoules)).toBeCloseTo(50, 9);
    expect(west!.energyUsd / hours(west!.facilityJoules)).toBeCloseTo(0.3, 9);
    // water at the chips needs next to no fans
    expect(east!.itJoules / east!.computeJoules).toBeLessThan(west!.itJoules / west!.computeJoules);
    for (const [index, site] of [east!, west!].entries()) {
      const own = nodes.filter(({ pool }) => scenario.sites!.ofPool[pool] === index);
      const cooling = sum(own, (node) => node.coolingJoules);
      expect(cooling / site.coolingJoules).toBeCloseTo(1, 9);
    }
  });

  it('charge requests at the rates of the site that served them', () => {
    const { rows, scenario } = run(two, 'pools[b].replicas=2');
    const operational = (row: (typeof rows)[number]) => row.grams! / row.facilityJoules!;
    const [firstWest] = rows.filter(({ replica }) => replica < 2);
    const [firstEast] = rows.filter(({ replica }) => replica === 2 || replica === 3);
    expect(scenario.pools.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(operational(firstEast!)).toBeGreaterThan(2 * operational(firstWest!));
  });

  it('are the same stepwise', () => {
    const scenario = compileScenario(scenarioOf(text, two), { traces: {} });
    const stretched = record(scenario);
    const stepwise = record(withEngines(scenario, { stepping: 'stepwise' }));
    expect(stepwise.totals.facility).toEqual(stretched.totals.facility);
    expect(stepwise.nodes).toEqual(stretched.nodes);
    expect(stepwise.timeseries).toEqual(stretched.timeseries);
  });

  it('are those of the facility itself where there is one site', () => {
    const none = scenarioOf(text, 'sites=none', 'facility.electricity.grid=50g/kWh');
    const one = `sites=[{ name: only, pools: [a, b, c], facility: { electricity: { grid: 50g/kWh, price: 0.1 USD/kWh } } }]`;
    expect(scenarioOf(text, one)).toEqual(none);
  });
});
