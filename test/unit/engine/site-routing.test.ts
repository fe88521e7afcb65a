import { describe, expect, it } from 'vitest';
import { compileScenario } from '../../../src/compile/compile.ts';
import { record } from '../../property/recorded-run.ts';
import { scenarioOf } from '../scenario/parse-text.ts';

const hours = (of: (hour: number) => number) =>
  `[${Array.from({ length: 24 }, (_, hour) => of(hour)).join(', ')}]`;

/** East is near, and clean from 0 to 12 o'clock of its day; west is far, and twelve hours ahead. */
const text = `
name: sites
horizon: { duration: 86390s, warmup: 0%, drain: 5m }
workloads:
  - name: chat
    model: llama-3.1-8b
    region: coast
    arrivals: { process: deterministic, rate: 0.01/s }
    promptTokens: { distribution: fixed, value: 1 }
    outputTokens: { distribution: fixed, value: 4 }
pools:
  - { name: a, accelerator: h100-sxm, replicas: 2, serves: [llama-3.1-8b], engine: &engine { kvBlocks: 100, stepTime: { kind: affine, base: 1s } } }
  - { name: b, accelerator: h100-sxm, replicas: 1, serves: [llama-3.1-8b], engine: *engine }
facility:
  electricity: { grid: ${hours((hour) => (hour < 12 ? 100 : 300))}, price: ${hours((hour) => (hour < 6 ? 0.1 : 0.2))} }
  meterInterval: 1h
sites:
  - { name: east, pools: [a], latency: { coast: 10ms } }
  - { name: west, pools: [b], latency: { coast: 90ms }, facility: { startsAt: 12h } }
outputs: { timeseries: none }
`;

function play(policy: string, ...sets: string[]) {
  const all = [`routing.policy=${policy}`, ...sets];
  return record(compileScenario(scenarioOf(text, ...all), { traces: {} }));
}
const isWest = ({ replica }: { readonly replica: number }) => replica === 2;

describe('routing across sites', () => {
  it('is to the cleaner one, by the hour of each', () => {
    for (const row of play('carbon-aware').rows) {
      expect(isWest(row)).toBe(row.arrivalSeconds >= 12 * 3600);
    }
  });

  it('is to the cheaper one, and to the nearest where they are as cheap', () => {
    for (const row of play('price-aware').rows) {
      const hour = Math.floor(row.arrivalSeconds / 3600);
      expect(isWest(row)).toBe(hour >= 12 && hour < 18);
    }
  });

  it('is to the nearest where grids are equal, or alike within the tolerance', () => {
    const nearest = play('nearest').rows;
    expect(nearest.some(isWest)).toBe(false);
    const load = [
      'workloads[chat].arrivals={ process: poisson, rate: 1/s }',
      'horizon.duration=10m',
    ];
    const grid = ['facility.electricity.grid=200g/kWh'];
    for (const sets of [load, [...load, 'routing.sites={ fullAt: 2 }']]) {
      const equal = play('carbon-aware', ...sets, ...grid);
      const strip = ({ grams, ...row }: (typeof equal.rows)[number]) => row;
      expect(equal.rows.map(strip)).toEqual(play('nearest', ...sets, ...grid).rows.map(strip));
    }
    const alike = [
      'facility.electricity.grid=105g/kWh',
      'sites[west].facility.electricity={ grid: 100g/kWh }',
    ];
    expect(play('carbon-aware', ...alike).rows.every(isWest)).toBe(true);
    const tolerant = play('carbon-aware', ...alike, 'routing.sites={ tolerance: 5% }');
    expect(tolerant.rows.some(isWest)).toBe(false);
  });

  it('passes over a site that is too far for the target, and one that is full', () => {
    const far = play('carbon-aware', 'workloads[chat].slo={ ttft: 300ms }');
    expect(far.rows.some(isWest)).toBe(false);
    const reached = play('carbon-aware', 'workloads[chat].slo={ ttft: 400ms }');
    expect(reached.rows.some(isWest)).toBe(true);
    // 4 s a request at one replica, which takes two at a time
    const busy = play(
      'carbon-aware',
      'workloads[chat].arrivals={ process: deterministic, rate: 1/s }',
      'horizon={ duration: 10m, warmup: 0%, drain: 5m }',
      'facility.startsAt=13h',
      'sites[west].facility.startsAt=1h',
      'routing.sites={ fullAt: 2 }',
    );
    const share = busy.rows.filter(isWest).length / busy.rows.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.7);
  });

  it('goes to another site while all replicas of the best are down', () => {
    const failure = 'failures=[{ kind: node, pool: b, at: 13h, duration: 1h, restart: 0s }]';
    const { rows } = play('carbon-aware', failure);
    for (const row of rows) {
      const hour = Math.floor(row.arrivalSeconds / 3600);
      if (hour === 13) expect(isWest(row)).toBe(false);
      if (hour > 14) expect(isWest(row)).toBe(true);
    }
  });
});
