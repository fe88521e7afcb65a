import { describe, expect, it } from 'vitest';
import { unitsOf } from '../../../src/scenario/failures.ts';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { accepted, errorsWith, shortest } from './parse-text.ts';

const text = (failures: string, pools = 1) => `
name: failing
workloads: [{ name: chat, model: llama-3.1-8b }]
pools:
${Array.from({ length: pools }, (_, i) => `  - { name: pool-${i}, accelerator: h100-sxm, replicas: 4, parallelism: { tensor: 4 } }`).join('\n')}
failures: ${failures}
`;
const parse = (failures: string, pools?: number) =>
  parseScenario(text(failures, pools), { file: 'failing.yaml' });
function errors(failures: string, pools?: number): string {
  const result = parse(failures, pools);
  return result.ok ? '' : result.issues.map(({ path, message }) => `${path} ${message}`).join('\n');
}

/** 8.03 billion parameters in 16 bits from a drive of 2 GB/s, a quarter of them to each of four chips, and 66 s of starting. */
const restart = 16.06 / 2 + 16.06 / 4 / 25.2 + 66;

describe('units that fail', () => {
  const placed = (
    kind: Parameters<typeof unitsOf>[0]['kind'],
    chips: number,
    replicas = 4,
    perChip = 1,
  ) =>
    unitsOf(
      { kind, nodesPerRack: 2, racksPerFeed: 2 },
      { replicas, acceleratorsPerReplica: chips, acceleratorsPerNode: 8, perChip },
    );

  it('take every replica with them that touches them', () => {
    expect(placed('gpu', 2, 2)).toEqual([[0], [0], [1], [1]]);
    expect(placed('node', 4)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    // three chips: two replicas on a node, and none across two
    expect(placed('node', 3, 3)).toEqual([[0, 1], [2]]);
    // sixteen chips: two nodes each, and either one is enough
    expect(placed('link', 16, 2)).toEqual([[0], [0], [1], [1]]);
    expect(placed('rack', 8, 5)).toEqual([[0, 1], [2, 3], [4]]);
    expect(placed('power-feed', 8, 5)).toEqual([[0, 1, 2, 3], [4]]);
    // a replica of three nodes in racks of two
    expect(placed('rack', 24, 2)).toEqual([[0], [0, 1], [1]]);
    expect(placed('upgrade', 4, 2)).toEqual([[0], [1]]);
    // three instances to a chip go down together
    expect(placed('gpu', 1, 5, 3)).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });
});

describe('the failures block', () => {
  it('names the one cooling of a pool, and no other', () => {
    const cooled = 'pools[h100].cooling={kind: air}';
    const failure = (unit: number) => `failures=[{kind: cooling, at: 10s, unit: ${unit}}]`;
    const message = errorsWith(cooled, failure(99)).join();
    expect(message).toContain('failures[0].unit');
    expect(message).toContain('h100 has 1 of that kind, numbered from 0');
    expect(message).toContain('write 0 or less');
  });

  it('says what of a cooling stops, and that it changes nothing without a facility', () => {
    const stops = 'failures=[{kind: cooling, at: 10s, stops: plant}]';
    const cooled = 'pools[h100].cooling={kind: air}';
    const warnings = (...sets: string[]) =>
      accepted(shortest, { sets: [cooled, stops, ...sets] }).warnings.map(({ path }) => path);
    expect(warnings()).toContain('failures[0].stops');
    expect(warnings('facility={}')).not.toContain('failures[0].stops');
    const stated = accepted(shortest, { sets: [cooled, stops, 'facility={}'] });
    expect(stated.scenario.failures?.[0]?.cooled?.stops).toBe('plant');
    expect(errorsWith(cooled, 'failures=[{kind: cooling, at: 10s, stops: fans}]').join()).toContain(
      'failures[0].stops',
    );
  });

  it('is complete after parsing, and absent where it is empty', () => {
    const result = parse('[{ kind: node, at: 10min }, { kind: spot }]');
    expect(result.ok && result.scenario.failures).toEqual([
      {
        kind: 'node',
        pool: 'pool-0',
        when: { atSeconds: 600, unit: 0 },
        duration: { distribution: 'fixed', seconds: 3600 },
        restartSeconds: expect.closeTo(restart, 0),
        inFlight: 'retried',
        powered: false,
        noticeSeconds: 0,
        slowdown: 1,
        atOnce: 0,
        nodesPerRack: 1,
        racksPerFeed: 1,
      },
      expect.objectContaining({
        when: { timeBetween: { distribution: 'exponential', meanSeconds: 86_400 } },
        duration: { distribution: 'exponential', meanSeconds: 900 },
        noticeSeconds: 120,
      }),
    ]);
    expect(result.ok && result.defaults.map(({ path }) => path)).toContain('failures[1].mtbf');
    for (const none of ['[]', 'none']) {
      const empty = parse(none);
      expect(empty.ok && 'failures' in empty.scenario).toBe(false);
    }
  });

  it('reads the weights of all models of a pool again, and none after a link', () => {
    const seconds = (pool: string) => {
      const found = parseScenario(
        `name: x\nworkloads: [{ name: chat, model: llama-3.1-8b }]\npools: [${pool}]\nfailures: [{ kind: gpu, pool: p, at: 1s }, { kind: link, pool: p, at: 1s }]`,
        { file: 'restart.yaml' },
      );
      if (!found.ok) throw new Error(found.issues.map(({ message }) => message).join());
      return found.scenario.failures!.map((each) => each.restartSeconds);
    };
    const of = (serves: string) =>
      `{ name: p, accelerator: h200, replicas: 1, serves: [${serves}] }`;
    const [one, link] = seconds(of('llama-3.1-8b'));
    expect(one).toBeCloseTo(16.06 / 2 + 16.06 / 25.2 + 66, 0);
    expect(link).toBe(0);
    const two = seconds(of('llama-3.1-8b, llama-3.2-3b'))[0]!;
    expect(two - one!).toBeCloseTo(6.43 / 2 + 6.43 / 25.2, 0);
  });

  it('refuses what cannot be', () => {
    expect(errors('[{ kind: node, at: 1s, unit: 2 }]')).toContain('pool-0 has 2 of that kind');
    expect(errors('[{ kind: node, at: 1s, mtbf: 1h }]')).toContain('has no mtbf');
    expect(errors('[{ kind: node, unit: 1 }]')).toContain('unit belongs to what happens once');
    expect(errors('[{ kind: node, pool: pool-9, at: 1s }]')).toContain('there is no pool pool-9');
    expect(errors('[{ kind: node, at: 1s }]', 2)).toContain('failures[0].pool is missing');
    expect(errors('[{ kind: shadow }]')).toContain('this is not known');
    expect(errors('{ kind: node }')).toContain('must be a list');
    expect(errors('[{ kind: slow-gpu, restart: 1s }]')).toContain('not known');
  });
});

describe('chips that go off for heat', () => {
  const pool = (cooling: string) =>
    parseScenario(
      text('[{ kind: overheat }]').replace('tensor: 4 } }', `tensor: 4 }, cooling: ${cooling} }`),
      { file: 'hot.yaml' },
    );
  const said = (cooling: string) => {
    const result = pool(cooling);
    return result.ok ? '' : result.issues.map(({ message }) => message).join('\n');
  };

  it('take their replica alone with them, and what it has in flight', () => {
    const result = pool('{ kind: air }');
    if (!result.ok) throw new Error(said('{ kind: air }'));
    expect(result.scenario.failures?.[0]).toMatchObject({
      kind: 'overheat',
      when: { overheats: true },
      inFlight: 'failed',
      powered: false,
      restartSeconds: expect.closeTo(restart, 0),
    });
  });

  it('need heat that is followed, and air in which they get cool again', () => {
    expect(said('none')).toMatch(/nobody follows the heat/);
    expect(said('{ kind: air, supplyTemperature: 78C }')).toMatch(/never be cool enough again/);
    expect(said('{ kind: air, supplyTemperature: 77C }')).toBe('');
    expect(errors('[{ kind: overheat, inFlight: retried }]')).toMatch(/inFlight/);
  });
});
