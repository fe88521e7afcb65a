import { describe, expect, it } from 'vitest';
import { acceptedOrIssues } from './parse-text.ts';

const base = `name: x
workloads:
  - { name: chat, model: llama-3.1-8b }
pools:
  - { name: p, accelerator: h100-sxm, serves: [llama-3.1-8b] }
  - { name: q, accelerator: l4, serves: [llama-3.1-8b] }
facility: { cooling: { supplyTemperature: 20C } }
`;
const apart = 'sites=[{name: oregon, pools: [q]}, {name: frankfurt, pools: [p]}]';

describe('sites', () => {
  it('are places of pools, in order of name, each with what it changes of the facility', () => {
    const changes =
      'sites[oregon].facility={startsAt: 6h, cooling: {kind: direct-to-chip}, electricity: {grid: 90g/kWh}}';
    const result = acceptedOrIssues(base, [apart, changes]);
    if (typeof result === 'string') throw new Error(result);
    const { sites, facility, pools } = result.scenario;
    expect(facility).toBeUndefined();
    expect(sites!.map(({ name, pools: own }) => [name, own])).toEqual([
      ['frankfurt', ['p']],
      ['oregon', ['q']],
    ]);
    const [frankfurt, oregon] = sites!.map((site) => site.facility);
    expect(frankfurt!.cooling.supplyCelsius).toBe(20);
    expect(oregon!.cooling.kind).toBe('direct-to-chip');
    expect(oregon!.startSeconds).toBe(6 * 3600);
    expect(oregon!.electricity.gramsPerKwh.values).toEqual([90]);
    expect(Object.keys(oregon!.nodes)).toEqual(['q']);
    // the chips' heat is followed in what their own site supplies
    expect(pools.map(({ cooling }) => cooling?.kind)).toEqual(['air', 'direct-to-chip']);
  });

  it('have what they leave out of a block from the facility, but for another kind of plant', () => {
    const common =
      'facility={cooling: {kind: direct-to-chip, rejection: dry-cooler, dryBulb: 30C, supplyTemperature: 32C}, electricity: {price: 0.5 USD/kWh}}';
    const facilityOf = (own: string) => {
      const result = acceptedOrIssues(base, [apart, common, `sites[oregon].facility=${own}`]);
      if (typeof result === 'string') throw new Error(result);
      return result.scenario.sites!.find(({ name }) => name === 'oregon')!.facility;
    };
    const colder = facilityOf('{cooling: {dryBulb: 5C}, electricity: {grid: 90g/kWh}}');
    expect(colder.cooling).toMatchObject({ kind: 'direct-to-chip', supplyCelsius: 32 });
    expect(colder.cooling).toMatchObject({ rejection: 'dry-cooler' });
    expect(colder.electricity.usdPerKwh.values).toEqual([0.5]);
    expect(colder.electricity.gramsPerKwh.values).toEqual([90]);
    const other = facilityOf('{cooling: {kind: air, rejection: tower}}');
    expect(other.cooling).toMatchObject({ kind: 'air', rejection: 'tower' });
    expect(other.cooling.supplyCelsius).not.toBe(32);
  });

  it('are warned of air that comes back to racks only where none of them has a chip that feels it', () => {
    const back = 'facility={rack: {recirculation: {share: 20%}}}';
    const followed = 'cooling={kind: air}';
    const warnings = (...sets: string[]) => {
      const result = acceptedOrIssues(base, [apart, back, ...sets]);
      if (typeof result === 'string') throw new Error(result);
      const all = result.warnings.map(({ path, message }) => `${path}: ${message}`);
      return all.filter((each) => each.includes('nobody follows the heat of any chip'));
    };
    const [none, other] = ['pools[p].cooling=none', 'pools[q].cooling=none'];
    expect(warnings(none, `pools[q].${followed}`)).toEqual([]);
    expect(warnings(other, `pools[p].${followed}`)).toEqual([]);
    expect(warnings(none, other)).toEqual([
      expect.stringMatching(/^facility.rack.recirculation: /),
    ]);
    // what a site says of itself is judged by its own pools
    const own = 'sites[oregon].facility={rack: {recirculation: {share: 10%}}}';
    expect(warnings(own, other, `pools[p].${followed}`)).toEqual([
      expect.stringMatching(/^sites.oregon..facility.rack.recirculation: /),
    ]);
  });

  it.each([
    [
      'sites=[{name: a, pools: [p, r]}]',
      [],
      /pool q stands in no site(.|\n)*there is no pool r; write p/,
    ],
    ['sites=[{name: a, pools: [p]}, {name: b, pools: [p, q]}]', [], /pool p stands in a already/],
    ['sites=[{name: a, pools: [p]}, {name: a, pools: [q]}]', [], /the name a is used twice/],
    ['sites=[{name: a}]', [], /sites\S* .*is missing|is missing/],
    [apart, ['facility=none'], /sites are parts of a facility, and none is stated; add facility/],
    [apart, ['routing.queue=pool'], /one central queue beside sites/],
    [apart, ['fabric={topology: fat-tree}'], /a topology of switches beside sites/],
    [apart, ['workloads[chat].hedge={after: 1s}'], /hedge beside sites is not available/],
    [apart, ['workloads[chat].defer={policy: carbon-aware}'], /defer beside sites/],
    [
      apart,
      ['workloads[chat].task={abilities: [{model: llama-3.1-8b, passAt1: 0.6}]}'],
      /task beside sites is not/,
    ],
    [apart, ['pools[p].role=prefill', 'pools[q].role=decode'], /role prefill beside sites/],
    [
      apart,
      ['budgets=[{name: row, policy: proportional, budget: 2kW}]'],
      /the pools of budget row stand in several sites/,
    ],
    [
      `sites=[{name: a, pools: [p, q], facility: {rack: {nodes: 9, powerLimit: 20kW}}}]`,
      [],
      /9 nodes take up to .* of pool p, and a rack gives 20.0 kW/,
    ],
  ])('%s %j is refused by name', (sites, more, message) => {
    expect(acceptedOrIssues(base, [sites, ...more])).toMatch(message);
  });

  it('accept a budget for each', () => {
    const budget =
      'budgets=[{name: row, policy: proportional, budget: 20kW, pools: [p]}, {name: row2, policy: proportional, budget: 5kW, pools: [q]}]';
    expect(typeof acceptedOrIssues(base, [apart, budget])).toBe('object');
  });
});
