import { describe, expect, it } from 'vitest';
import { meanOf } from '../../../src/physics/facility/profile.ts';
import { accepted, refused, scenarioOf, shortest } from './parse-text.ts';

const withFacility = (facility: string) => `${shortest}facility: ${facility}\n`;

function csvIssue(text: string): string {
  const [issue] = refused(withFacility('{electricity: {price: p.csv}}'), { readText: () => text });
  return issue?.message ?? '';
}

describe('a facility in a scenario', () => {
  it('is complete by itself: cooling and racks by kind, nodes and prices by chip', () => {
    const { scenario, defaults } = accepted(withFacility('{}'));
    const { facility } = scenario;
    expect(facility?.cooling).toMatchObject({ kind: 'air', supplyCelsius: 24 });
    expect(facility?.rack).toEqual({ nodes: null, powerLimitWatts: 40e3 });
    expect(facility?.nodes['h100']).toMatchObject({ accelerators: 8, priceUsd: 400e3 });
    expect(meanOf(facility!.electricity.gramsPerKwh)).toBe(363);
    expect(defaults.map(({ path }) => path)).toContain('pools[h100].node.price');
    expect(scenarioOf(shortest).facility).toBeUndefined();
  });

  it('reads prices, grids and weather from files, which begin again at their end', () => {
    const text = withFacility('{electricity: {price: p.csv, grid: france}}');
    const { scenario } = accepted(text, { readText: () => 'hour,price\n0,0.1\n6,0.2\n12,0.4\n' });
    const { usdPerKwh } = scenario.facility!.electricity;
    expect(usdPerKwh).toEqual({
      startSeconds: [0, 21_600, 43_200],
      values: [0.1, 0.2, 0.4],
      periodSeconds: 64_800,
    });
    expect(meanOf(usdPerKwh)).toBeCloseTo(0.7 / 3, 12);
  });

  it('says what is wrong with a file', () => {
    expect(csvIssue('hour,price\n0,1\n')).toMatch(/fewer than two rows/);
    expect(csvIssue('hour,price\n1,1\n2,1\n')).toMatch(/the first hour is not 0/);
    expect(csvIssue('hour,price\n0,1\n0,1\n')).toMatch(/row 2 is not later/);
    expect(csvIssue('hour,price\n0,1\n1\n')).toMatch(/row 2 has not two columns/);
    expect(csvIssue('hour,price\n0,x\n1,1\n')).toMatch(/row 1 is no numbers/);
    expect(csvIssue('hour,price\n0,1000\n1,1\n')).toMatch(/1000 is not in -10 to 100/);
  });

  it('refuses racks that could not feed their nodes, and warns of prices that nobody asks for', () => {
    const [issue] = refused(withFacility('{rack: {nodes: 5, powerLimit: 40kW}}'));
    expect(issue).toMatchObject({ path: 'facility.rack.nodes' });
    expect(issue?.fix).toMatch(/rack.nodes: 4/);
    const { warnings } = accepted(shortest, { sets: ['pools[h100].node.price=1 USD'] });
    expect(warnings.map(({ message }) => message).join()).toMatch(/nothing is owned/);
  });

  it('scales a node to instances of a partitioned chip', () => {
    const text = withFacility('{}')
      .replace('{name: h100}', '{name: p, accelerator: h100-sxm-mig-1g.10gb, serves: [qwen3-0.6b]}')
      .replace('{name: chat}', '{name: chat, model: qwen3-0.6b}');
    expect(accepted(text).scenario.facility?.nodes['p']?.accelerators).toBe(56);
  });

  it('gives its heat to the wet bulb through towers, or to the dry bulb through dry coolers, and takes no other weather', () => {
    const cooling = (block: string) =>
      accepted(withFacility(`{cooling: ${block}}`)).scenario.facility?.cooling;
    const tower = cooling('{wetBulb: 20C}')!;
    expect(tower.rejection).toBe('tower');
    expect(meanOf(tower.outsideCelsius)).toBe(20);
    expect(meanOf(cooling('{}')!.outsideCelsius)).toBe(18);
    const dry = cooling('{rejection: dry-cooler, dryBulb: {mean: 30C, swing: 8C}}')!;
    expect(dry.rejection).toBe('dry-cooler');
    expect(meanOf(dry.outsideCelsius)).toBeCloseTo(30, 9);
    const issues = (block: string) => refused(withFacility(`{cooling: ${block}}`));
    expect(issues('{dryBulb: 30C}')).toMatchObject([
      {
        path: 'facility.cooling.dryBulb',
        message: 'towers do not feel it',
        fix: 'write wetBulb, or rejection: dry-cooler',
      },
    ]);
    expect(issues('{rejection: dry-cooler, wetBulb: 20C}').map(({ path }) => path)).toEqual([
      'facility.cooling.dryBulb',
      'facility.cooling.wetBulb',
    ]);
  });
});
