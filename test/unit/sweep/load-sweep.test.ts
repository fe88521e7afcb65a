import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatUserError } from '../../../src/run/error-text.ts';
import { UserError } from '../../../src/run/user-error.ts';
import { loadSweep, type SweepOptions } from '../../../src/sweep/load-sweep.ts';
import { temporaryFolder } from './temporary-folder.ts';

const scenario = `name: line
seed: 3
horizon: { requests: 100 }
workloads:
  - name: chat
    model: llama-3.1-8b
    arrivals: { process: poisson, rate: 2/s }
    promptTokens: { distribution: fixed, value: 16 }
    outputTokens: { distribution: fixed, value: 25 }
    maxTokens: 4096
pools:
  - name: p
    accelerator: h100-sxm
    replicas: 1
    serves: [llama-3.1-8b]
    power: { capPerAccelerator: 700W }
    engine: { maxSequences: 1, stepTime: { kind: affine, base: 4ms } }
`;

/** Writes a sweep beside its scenario; returns its path. */
function written(sweep: string, more: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries({
    'line.yaml': scenario,
    'sweep.yaml': sweep,
    ...more,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, 'sweep.yaml');
}

const load = (sweep: string, options: SweepOptions = {}) => loadSweep(written(sweep), options);

const withAxes = (axes: string, more = '') => `scenario: line.yaml\n${more}axes:\n  ${axes}\n`;

async function refused(sweep: string, options: SweepOptions = {}): Promise<string> {
  const file = written(sweep);
  const error: unknown = await loadSweep(file, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  return formatUserError(error as UserError).replaceAll(`${dirname(file)}/`, '');
}

const rate = 'workloads[chat].arrivals.rate';

describe('loadSweep', () => {
  it('refuses workloads whose names change from point to point', async () => {
    const item = (name: string) =>
      `{ name: ${name}, model: llama-3.1-8b, arrivals: { process: poisson, rate: 2/s }, promptTokens: { distribution: fixed, value: 16 }, outputTokens: { distribution: fixed, value: 25 }, maxTokens: 4096 }`;
    const axes = `workloads: [[${item('a')}], [${item('b')}]]`;
    expect(await refused(withAxes(axes))).toContain('the workloads are b at one point and a');
  });

  it('spells out every point in design order', async () => {
    const { plan, warnings } = await load(
      withAxes(
        `${rate}: [1/s, 120/m]\n  pools[p].engine.maxSequences: [1, 2]`,
        'replications: 4\n',
      ),
    );
    expect(warnings).toEqual([]);
    expect(plan).toMatchObject({
      name: 'sweep',
      workloads: ['chat'],
      design: { kind: 'grid', samples: null, seed: '3' },
      seed: '3',
      replications: 4,
      columns: [
        { path: rate, type: 'float64', unit: '1/s' },
        { path: 'pools[p].engine.maxSequences', type: 'float64', unit: null },
      ],
    });
    expect(plan.points.map(({ index, values }) => [index, ...values])).toEqual([
      [0, 1, 1],
      [1, 1, 2],
      [2, 2, 1],
      [3, 2, 2],
    ]);
    expect(new Set(plan.points.map(({ id }) => id)).size).toBe(4);
    expect(plan.points.every(({ id }) => /^[0-9a-f]{64}$/.test(id))).toBe(true);
  });

  it('puts the values into the scenario of each point', async () => {
    const { plan, scenarioOf } = await load(
      withAxes(
        `${rate}: { from: 1/s, to: 3/s, steps: 3 }\n  horizon: [{ requests: 7 }, { requests: 9 }]`,
      ),
    );
    expect(plan.points).toHaveLength(6);
    const shown = plan.points.map(({ index }) => {
      const { workloads, horizon } = scenarioOf(index).scenario;
      const [workload] = workloads;
      const perSecond =
        workload?.arrivals.process === 'poisson' ? workload.arrivals.ratePerSecond : null;
      return [perSecond, horizon.end.kind === 'requests' ? horizon.end.requests : null];
    });
    expect(shown).toEqual([
      [1, 7],
      [1, 9],
      [2, 7],
      [2, 9],
      [3, 7],
      [3, 9],
    ]);
    expect(plan.columns[1]).toMatchObject({ type: 'dictionary', unit: null });
    expect(plan.points[0]?.values[1]).toBe('{"requests":7}');
    expect(() => scenarioOf(6)).toThrow(RangeError);
  });

  it('moves several paths together', async () => {
    const { plan } = await load(
      withAxes(`both: { together: { "${rate}": [1/s, 2/s], "pools[p].replicas": [2, 4] } }`),
    );
    expect(plan.columns.map(({ path }) => path)).toEqual([rate, 'pools[p].replicas']);
    expect(plan.points.map(({ values }) => values)).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });

  it('leaves out the points that the constraints exclude', async () => {
    const axes = `${rate}: [1/s, 2/s]\n  pools[p].replicas: [1, 2]`;
    const constraint = `constraints:\n  - ${rate} * pools[p].replicas <= 2/s\n`;
    const { plan } = await load(withAxes(axes, constraint));
    expect(plan.points.map(({ index, values }) => [index, ...values])).toEqual([
      [0, 1, 1],
      [1, 1, 2],
      [2, 2, 1],
    ]);
  });

  it.each([
    ['grid', '', 4],
    ['list', '', 2],
    ['one-at-a-time', '', 5],
    ['random', 'samples: 6', 6],
    ['latin-hypercube', 'samples: 6', 6],
    ['sobol', 'samples: 8', 8],
    ['saltelli', 'samples: 2', 8],
  ])('knows the design %s', async (kind, samples, points) => {
    const design = `design: { kind: ${kind}${samples === '' ? '' : `, ${samples}`} }\n`;
    const { plan } = await load(
      withAxes(`${rate}: [1/s, 3/s]\n  pools[p].replicas: [2, 3]`, design),
    );
    expect(plan.points.map(({ index }) => index)).toEqual([...Array(points).keys()]);
    expect(plan.design.kind).toBe(kind);
  });

  it('shows the scenario’s own value where one at a time leaves it', async () => {
    const { plan } = await load(
      withAxes(
        `${rate}: [1/s, 3/s]\n  pools[p].engine.memoryUtilization: [80%]\n  pools[p].engine.scheduler: [sjf]\n  workloads[chat].priority: [4]`,
        'design: one-at-a-time\n',
      ),
    );
    const [base] = plan.points.filter(({ values }) => values[0] === 2 && values[1] === 0.9);
    expect(base?.values).toEqual([2, 0.9, 'fcfs', 0]);
  });

  it('draws other points for another seed of the design, the same for the same', async () => {
    const text = (seed: string) =>
      withAxes(`${rate}: { from: 1/s, to: 3/s }`, `design: { kind: random, samples: 5${seed} }\n`);
    const points = async (seed: string, options: SweepOptions = {}) =>
      (await load(text(seed), options)).plan.points.map(({ values }) => values[0]);
    expect(await points('')).toEqual(await points(', seed: 3'));
    expect(await points(', seed: 4')).not.toEqual(await points(', seed: 3'));
    expect(await points('', { seed: '4' })).toEqual(await points(', seed: 4'));
  });

  it('gives equal points equal names, across sweeps, and others others', async () => {
    const ids = async (axes: string, more = '', options: SweepOptions = {}) =>
      (await load(withAxes(axes, more), options)).plan.points.map(({ id }) => id);
    const [one, two] = await ids(`${rate}: [1/s, 2/s]`);
    const [same, three] = await ids(`${rate}: [60/m, 3/s]`, 'name: other\nreplications: 9\n');
    expect(same).toBe(one);
    expect(three).not.toBe(two);
    expect((await ids(`${rate}: [1/s]`, 'tables: all\n'))[0]).not.toBe(one);
    expect((await ids(`${rate}: [1/s]`, '', { seed: '9' }))[0]).not.toBe(one);
    expect((await ids('seed: [9]', '', { sets: [`${rate}=1/s`] }))[0]).toBe(
      (await ids(`${rate}: [1/s]`, '', { seed: '9' }))[0],
    );
    expect((await ids(`${rate}: [1/s]`, '', { sets: ['pools[p].replicas=2'] }))[0]).not.toBe(one);
    // Two values that say the same are one point, twice.
    expect(new Set(await ids(`${rate}: [1/s, 60/m]`)).size).toBe(1);
  });

  it('takes the command line’s replications', async () => {
    const { plan } = await load(withAxes(`${rate}: [1/s]`, 'replications: 4\n'), {
      replications: 2,
    });
    expect(plan.replications).toBe(2);
  });

  it('is named after its file', async () => {
    const file = written(withAxes(`${rate}: [1/s]`));
    expect((await loadSweep(file)).plan.name).toBe('sweep');
    expect((await load(withAxes(`${rate}: [1/s]`, 'name: mine\n'))).plan.name).toBe('mine');
  });

  it('knows a point again only while its trace is the same', async () => {
    const traced = scenario
      .replace(
        '{ process: poisson, rate: 2/s }',
        '{ process: trace, file: t.csv, format: tailwatt }',
      )
      .replace('{ requests: 100 }', 'trace');
    const header = 'arrival_seconds,prompt_tokens,output_tokens\n';
    const ids = async (rows: string) => {
      const more = { 'line.yaml': traced, 't.csv': header + rows };
      const { plan } = await loadSweep(written(withAxes('pools[p].replicas: [1]'), more));
      return plan.points[0]?.id;
    };
    expect(await ids('0,5,5\n1,5,5\n')).toBe(await ids('0,5,5\n1,5,5\n'));
    expect(await ids('0,5,5\n1,5,6\n')).not.toBe(await ids('0,5,5\n1,5,5\n'));
  });

  it('tells how far it has come', async () => {
    const seen: number[] = [];
    const onProgress = (points: number, of: number) => void seen.push(points / of);
    await load(withAxes('seed: { from: 1, to: 200, steps: 200 }'), { onProgress });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });
});

describe('a sweep that cannot be', () => {
  it.each([
    [
      'pools[p].replica: [1]',
      'sweep.yaml:3:11 pools[p].replica: this key is not known; did you mean replicas?',
    ],
    ['pools[q].replicas: [1]', 'sweep.yaml:3:8 pools[q].replicas: there is no item [q]'],
    ['pools[0.replicas: [1]', 'sweep.yaml:3:8 pools[0.replicas: this is not a path'],
    ['"": [1]', 'sweep.yaml:3:3 the path is missing'],
    ['pools.replicas: [1]', 'replicas follows a list; name an item first, such as [p]'],
    ['pool: [1]', 'did you mean pools?'],
    [
      `${rate}: [1W]`,
      'sweep.yaml:3:35 workloads[chat].arrivals.rate = 1W: W is not a unit of a rate',
    ],
    [`${rate}: [2/s, fast]`, 'sweep.yaml:3:40 workloads[chat].arrivals.rate = fast'],
    [`${rate}: { from: 1W, to: 2W, steps: 2 }`, 'W is not a unit of a rate'],
    ['pools[p].replicas: { from: 1, to: 2, steps: 3 }', 'pools[p].replicas = 1.5'],
    ['pools[p].parallelism.tensor: [7]', 'tensor'],
    [
      'pools[p].power: [{ capPerAccelerator: 10s }]',
      'sweep.yaml:3:41 pools[p].power.capPerAccelerator = 10s: s is not a unit of a power',
    ],
    ['name: [a, b]', 'a name says what is compared'],
    ['pools[p].name: [a, b]', 'a name says what is compared'],
    [`${rate}: [1/s]\n  workloads[chat].arrivals: [{ rate: 4/s }]`, 'meets the axis workloads'],
    ['pools[p].replicas: [1, 2]\n  pools[0].replicas: [3, 4]', 'meets the axis pools[p].replicas'],
    [
      `workloads[0].arrivals: [{ process: poisson, rate: 4/s }]\n  ${rate}: [1/s]`,
      'meets the axis',
    ],
    ['workloads[0].name: [a, b]', 'a name says what is compared'],
    [`a: { together: { seed: [1] } }\n  b: { together: { seed: [2] } }`, 'meets the axis seed'],
  ])('has axes that the scenario does not take: %s', async (axes, message) => {
    const text = await refused(withAxes(axes));
    expect(text).toContain(message);
    expect(text).toMatch(/tailwatt: sweep\.yaml: [1-9]\d* issues?$/);
  });

  it('is told with how many points have a mistake, and the first of them', async () => {
    const text = await refused(
      withAxes('pools[p].replicas: [1, 2]\n  pools[p].engine.maxBatchedTokens: [8192, 0]'),
    );
    expect(text).toContain('pools[p].engine.maxBatchedTokens = 0');
    const both = await refused(
      withAxes(
        'workloads[chat].maxTokens: [64, 4096]\n  workloads[chat].model: [llama-3.1-8b, none-such]',
      ),
    );
    expect(both).toMatch(
      /\(in 2 of 4 points, the first with .*model = none-such\); .*or leave such points out with constraints/,
    );
  });

  it('has more points than anybody waits for, and is refused with their number', async () => {
    const axis = '{ from: 1, to: 10000, steps: 10000 }';
    const axes = `seed: ${axis}\n  pools[p].replicas: { from: 1, to: 1000, steps: 1000 }`;
    expect(await refused(withAxes(axes))).toContain(
      'sweep.yaml:1:1 design: the design has 10,000,000 points; the most is 100,000',
    );
    expect(await refused(withAxes(`seed: ${axis}`), { replications: 101 })).toContain(
      '10,000 points × 101 replications are 1,010,000 runs; the most is 1,000,000',
    );
  });

  it.each([
    [
      `seed: { from: 1, to: 2 }`,
      '',
      'a grid design needs values, not a continuous range; add steps',
    ],
    ['seed: [1, 2]\n  pools[p].replicas: [1, 2, 3]', 'design: list\n', 'sweep.yaml:2:9 design: '],
    [
      'seed: [1, 2]',
      'design: { kind: saltelli, samples: 2 }\nconstraints: ["seed > 1"]\n',
      'blocks that constraints would tear',
    ],
  ])('has a design that cannot be made of its axes: %s', async (axes, more, message) => {
    expect(await refused(withAxes(axes, more))).toContain(message);
  });

  it('has constraints that leave nothing, each with what it excludes', async () => {
    const constraints = 'constraints: ["seed > 2", "seed < 3"]\n';
    const text = await refused(withAxes('seed: [1, 2, 3, 4]', constraints));
    expect(text).toContain('sweep.yaml:2:15 constraints[0] = seed > 2: ');
    expect(text).toContain('leave none of the 4 points; this one excludes 2; loosen it');
    expect(text).toContain('constraints[1] = seed < 3');
  });

  it('has a constraint that makes no sense of the values', async () => {
    const constraints = 'constraints: ["pools[p].engine.scheduler > 2"]\n';
    expect(
      await refused(withAxes('pools[p].engine.scheduler: [fcfs, sjf]', constraints)),
    ).toContain('calculates with "fcfs", which is no number; compare numbers with numbers');
  });

  it('has a value that the constraints leave out, and is told of it all the same', async () => {
    const constraints = 'constraints: ["pools[p].replicas < 9"]\n';
    expect(await refused(withAxes('pools[p].replicas: [1, 9.5]', constraints))).toContain(
      'pools[p].replicas = 9.5',
    );
  });

  it('sweeps the seed, and is given one', async () => {
    expect(await refused(withAxes('seed: [1, 2]'), { seed: '3' })).toContain(
      'seed: is an axis, and --seed was given too; leave --seed out',
    );
  });

  it.each([
    [
      'scenario: none.yaml',
      'sweep.yaml:1:11 scenario: cannot read none.yaml: there is no such file',
    ],
    ['scenario: lime.yaml', 'did you mean line.yaml?'],
    ['scenario: sweep.yaml', 'sweep.yaml is a sweep, not a scenario'],
    ['scenario: .', 'scenario: cannot read .: it is a folder'],
  ])('names a scenario that is none: %s', async (line, message) => {
    expect(await refused(`${line}\naxes: { seed: [1] }\n`)).toContain(message);
  });

  it('has a scenario that is wrong, which is told with the place there', async () => {
    const broken = scenario.replace('maxSequences: 1', 'maxSequences: -1');
    const file = written(withAxes('seed: [1]'), { 'line.yaml': broken });
    const error: unknown = await loadSweep(file).catch((reason: unknown) => reason);
    expect(formatUserError(error as UserError)).toMatch(/line\.yaml:\d+:\d+ .*maxSequences = -1/);
  });

  it('is missing', async () => {
    const file = join(temporaryFolder(), 'none.yaml');
    await expect(loadSweep(file)).rejects.toThrow('there is no such file');
  });
});

describe('the sweeps that ship', () => {
  it.each(readdirSync('scenarios/sweeps'))('%s', async (name) => {
    const { plan, warnings } = await loadSweep(join('scenarios/sweeps', name));
    expect(warnings).toEqual([]);
    expect(plan.points.length).toBeGreaterThan(5);
    expect(new Set(plan.points.map(({ id }) => id)).size).toBe(plan.points.length);
  });
});
