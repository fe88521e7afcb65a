import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatUserError, formatWarning } from '../../../src/run/error-text.ts';
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
    ['random', 'samples: 6', 3],
    ['latin-hypercube', 'samples: 6', 4],
    ['sobol', 'samples: 8', 4],
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
  });

  it('makes points with the same values once, and says how many samples that were', async () => {
    const design = 'design: { kind: random, samples: 40 }\n';
    const { plan, warnings } = await load(
      withAxes(`${rate}: [1/s, 3/s]\n  pools[p].replicas: [2, 3]`, design),
    );
    expect(plan.points.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(new Set(plan.points.map(({ values }) => values.join())).size).toBe(4);
    expect(warnings.map(formatWarning).join()).toMatch(
      /sweep\.yaml:2:9 warning: design: 36 of 40 points have the values of earlier ones and are left out/,
    );
    expect(warnings).toHaveLength(1);
    const own = await load(withAxes(`${rate}: [1/s, 120/m]`, 'design: one-at-a-time\n'));
    expect(own.plan.points.map(({ values }) => values)).toEqual([[2], [1]]);
    expect(own.warnings[0]?.message).toContain('1 of 3 points have the values of earlier ones');
  });

  it('keeps every point of a saltelli design in its place, and says which share their runs', async () => {
    const design = 'design: { kind: saltelli, samples: 8 }\n';
    const { plan, warnings } = await load(withAxes(`${rate}: [1/s, 3/s]`, design));
    expect(plan.points).toHaveLength(24);
    expect(warnings.map(({ message }) => message)).toEqual([
      '22 of 24 points compute the same as earlier ones, and share their runs',
    ]);
  });

  it('says of an axis that changes nothing that its points share their runs', async () => {
    const { plan, warnings } = await load(withAxes('pools[p].host.cores: [1, 2, 4]'));
    expect(plan.points.map(({ values }) => values)).toEqual([[1], [2], [4]]);
    expect(warnings.map(({ message, fix }) => `${message}; ${fix}`)).toEqual([
      '2 of 3 points compute the same as earlier ones, and share their runs; see whether an axis changes nothing',
    ]);
  });

  it('takes the unit of an axis of bare numbers from the schema', async () => {
    const { plan } = await load(
      withAxes(
        `workloads[chat].slo.ttft: [1, 2]\n  outputs.timeseries: [1, 10s]\n  horizon.warmup: [5, 7]`,
      ),
    );
    expect(plan.columns.map(({ unit }) => unit)).toEqual(['s', 's', null]);
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
      /sweep\.yaml:4:41 workloads\[chat\]\.model = none-such: no pool serves none-such; use one of llama/,
    );
    expect(both).not.toMatch(/points|constraints/);
  });

  it('points at a value that is wrong wherever it is used, with what the schema says', async () => {
    const other = 'pools[p].replicas: [1, 2]';
    const text = await refused(
      withAxes(`${rate}: [2/s, 1W, 3s]\n  ${other}\n  pools[p].engine.maxSequences: [1, 0]`),
    );
    expect(text).toContain('sweep.yaml:3:40 workloads[chat].arrivals.rate = 1W: W is not a unit');
    expect(text).toContain('sweep.yaml:3:44 workloads[chat].arrivals.rate = 3s: s is not a unit');
    expect(text).toContain(
      'sweep.yaml:5:37 pools[p].engine.maxSequences = 0: must be at least 1; write 1 or more',
    );
    expect(text).not.toMatch(/points|constraints/);
    expect(text).toContain('3 issues');
  });

  it('tells a value that the whole scenario cannot have where the value stands', async () => {
    // Eight do not fit on a node of four, wherever the tensor axis stands: the rule points at it.
    const four = ['pools[p].node.acceleratorsPerNode=4'];
    const alone = await refused(
      withAxes('pools[p].parallelism.tensor: [4, 8]\n  pools[p].replicas: [1, 2]'),
      { sets: four },
    );
    expect(alone).toContain(
      'sweep.yaml:3:36 pools[p].parallelism.tensor = 8: a replica of tensor 8',
    );
    expect(alone).not.toContain('constraints');
    // The node is at fault for the scenario's own tensor, which stands in the other file.
    const node = await refused(
      withAxes('pools[p].node.acceleratorsPerNode: [8, 4]\n  pools[p].replicas: [1, 2]'),
      { sets: ['pools[p].parallelism.tensor=8'] },
    );
    expect(node).toContain(
      'sweep.yaml:3:42 pools[p].node.acceleratorsPerNode = 4: makes pools[p].parallelism.tensor (--set:1:29) wrong: a replica of tensor 8',
    );
    expect(node).not.toContain('constraints');
  });

  it('advises constraints where only a combination is wrong', async () => {
    const text = await refused(
      withAxes(
        'pools[p].parallelism.tensor: [4, 8]\n  pools[p].node.acceleratorsPerNode: [4, 8]\n  pools[p].replicas: [1, 2]',
      ),
    );
    expect(text).toMatch(
      /sweep\.yaml:3:36 .*tensor = 8: .*\(in 2 of 8 points, the first with pools\[p\]\.parallelism\.tensor = 8, pools\[p\]\.node\.acceleratorsPerNode = 4, .*; or leave such points out with constraints/,
    );
    expect(text).toContain('1 issue');
    const constraint =
      'constraints: ["pools[p].parallelism.tensor <= pools[p].node.acceleratorsPerNode"]\n';
    const mended = withAxes(
      'pools[p].parallelism.tensor: [4, 8]\n  pools[p].node.acceleratorsPerNode: [4, 8]',
      constraint,
    );
    expect((await load(mended)).plan.points).toHaveLength(3);
    // Another mistake does not make eight wrong by itself.
    const twice = await refused(`${mended}  pools[p].replica: [1]\n`);
    expect(twice).toContain('1 issue');
  });

  it('gives up early on a value that is wrong, and does not advise constraints then either', async () => {
    const text = await refused(
      withAxes(
        'workloads[chat].model: [none-such, llama-3.1-8b]\n  seed: { from: 1, to: 300, steps: 300 }',
      ),
    );
    expect(text).toContain('sweep.yaml:3:27 workloads[chat].model = none-such');
    expect(text).not.toContain('constraints');
    const cut = await refused(
      withAxes(
        'pools[p].parallelism.tensor: [8]\n  pools[p].node.acceleratorsPerNode: [4, 8]\n  seed: { from: 1, to: 300, steps: 300 }',
      ),
    );
    expect(cut).toContain('pools[p].parallelism.tensor = 8: a replica of tensor 8');
  });

  it.each([
    ['seed: [1, 1, 2]', 'sweep.yaml:3:13 seed = 1: this value is there already; leave it out'],
    [`${rate}: [1/s, 60/m]`, 'arrivals.rate = 60/m: this value is there already'],
    [`${rate}: [2/s, 2]`, 'arrivals.rate = 2: this value is there already'],
    ['horizon: [{ requests: 5, drain: 1s }, { drain: 1s, requests: 5 }]', 'is there already'],
    [
      'x: { together: { seed: [1, 2, 1], "pools[p].replicas": [1, 2, 1] } }',
      'sweep.yaml:3:33 seed = 1: number 3 of the values that move together is there already',
    ],
    ['seed: { from: 1, to: 1.0000000000001, steps: 3 }', 'this value is there already'],
  ])('has a value twice: %s', async (axes, message) => {
    expect(await refused(withAxes(axes))).toContain(message);
  });

  it('may have a value twice where the points differ all the same', async () => {
    const together = 'x: { together: { seed: [1, 1], "pools[p].replicas": [1, 2] } }';
    expect((await load(withAxes(together))).plan.points).toHaveLength(2);
    const list = 'seed: [1, 1]\n  pools[p].replicas: [1, 2]';
    expect((await load(withAxes(list, 'design: list\n'))).plan.points).toHaveLength(2);
    const equal = 'seed: [1, 1]\n  pools[p].replicas: [2, 2]';
    expect(await refused(withAxes(equal, 'design: list\n'))).toContain('number 2 of the values');
    // A count of arrivals and a time.
    expect((await load(withAxes('horizon.warmup: [30, 30s]'))).plan.points).toHaveLength(2);
  });

  it('samples a whole number without steps', async () => {
    const design = 'design: { kind: random, samples: 4 }\n';
    expect(await refused(withAxes('pools[p].replicas: { from: 1, to: 9 }', design))).toContain(
      'sweep.yaml:4:3 pools[p].replicas: takes whole numbers only, not a continuous range; add step: 1',
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

  it('has more replications than there may be, in the file or on the command line', async () => {
    const seeds = (most: number) => `seed: { from: 1, to: ${most}, steps: ${most} }`;
    for (const replications of [10_001, 0, 2.5, Number.NaN]) {
      const text = await refused(withAxes('seed: [1]'), { replications });
      expect(text).toContain('is no number of replications; give 1 to 10,000');
    }
    expect(await refused(withAxes(seeds(101), 'replications: 10000\n'))).toContain(
      '101 points × 10,000 replications are 1,010,000 runs; the most is 1,000,000',
    );
    const stop = 'stop: { metric: e2e.p99, relativeHalfWidth: 5%, maxReplications: 500 }\n';
    expect(await refused(withAxes(seeds(2001), stop))).toContain(
      '2,001 points × up to 500 replications are 1,000,500 runs',
    );
    expect(await refused(withAxes('seed: [1]', stop), { replications: 501 })).toContain(
      'sweep.yaml:2:17 stop: the rule ends at maxReplications = 500, before the 501 that each point begins with',
    );
    // What the constraints leave out is not run.
    const few = withAxes(seeds(2001), `${stop}constraints: ["seed <= 3"]\n`);
    expect((await load(few)).plan.points).toHaveLength(3);
  });

  it('has a count that nobody can write out', async () => {
    const axis = (path: string) => `${path}: { from: 1, to: 100000, steps: 100000 }`;
    const axes = ['seed', 'pools[p].replicas', 'pools[p].engine.maxSequences'].map(axis);
    expect(await refused(withAxes(`${axes.join('\n  ')}\n  horizon.drain: [1s, 2s]`))).toContain(
      'the design has 2.00e+15 points',
    );
  });

  it('has a stop rule that waits for a figure that no point has', async () => {
    const stop = 'stop: { metric: mfu, relativeHalfWidth: 5% }\n';
    expect(await refused(withAxes('seed: [1]', stop))).toContain(
      'sweep.yaml:2:17 stop.metric = mfu: is null at every point: an affine step time knows no FLOPs',
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
    const innocent = 'constraints: ["seed > 9", "seed < 30"]\n';
    expect(await refused(withAxes('seed: [1, 2]', innocent))).not.toContain('constraints[1]');
  });

  it('has a constraint on a word that its axis never has', async () => {
    const axes = 'routing.policy: [random, round-robin]';
    const text = await refused(withAxes(axes, 'constraints: [\'routing.policy != "rondom"\']\n'));
    expect(text).toContain('routing.policy is never "rondom"; did you mean random?');
  });

  it('has a continuous range where whole numbers in a grid are wanted', async () => {
    const text = await refused(withAxes('pools[p].replicas: { from: 1, to: 3 }'));
    expect(text).toContain('add step: 1');
    expect(text).not.toContain('add steps');
  });

  it.each([
    [
      'pools[p].engine.scheduler: [fcfs, sjf]',
      'pools[p].engine.scheduler > 2',
      'compare words by == and != only',
    ],
    [
      'pools[p].engine.maxSequences: [1, 2]',
      "pools[p].engine.maxSequences != '2'",
      "compares pools[p].engine.maxSequences (a number) with '2' (a word); write 2 without quotes",
    ],
    ['pools[p].replicas: [1, 2]', 'pools[p].replicas == true', '(a number) with true'],
    [`${rate}: [1, 2]`, `${rate} == 2s`, '(a rate) with 2s (a time); write a rate, such as 12/s'],
    [`${rate}: [1/s, 2/s]`, `${rate} < pools[p].replicas`, '(a rate) with pools[p].replicas (a n'],
    [`${rate}: { from: 1, to: 2 }`, `${rate} < 2W`, '(a rate) with 2W (a power)'],
  ])('has a constraint that makes no sense: %s, %s', async (axes, constraint, message) => {
    const design = 'design: { kind: random, samples: 3 }\n';
    const constraints = `${design}constraints: [${JSON.stringify(constraint)}]\n`;
    const more = 'pools[p].replicas: [3]';
    const text = await refused(
      withAxes(axes.startsWith(more.slice(0, 17)) ? axes : `${axes}\n  ${more}`, constraints),
    );
    expect(text).toContain('sweep.yaml:3:15 constraints[0] = ');
    expect(text).toContain(message);
  });

  it('has constraints on an axis of words and numbers, which must say which they mean', async () => {
    const axes = 'pools[p].engine.kvBlocks: [auto, 3000, 9000]';
    const kept = async (constraint: string) => {
      const text = withAxes(axes, `constraints: [${JSON.stringify(constraint)}]\n`);
      return (await load(text)).plan.points.map(({ values }) => values[0]);
    };
    expect(await kept('pools[p].engine.kvBlocks == "auto"')).toEqual(['auto']);
    expect(await kept('pools[p].engine.kvBlocks != 3000')).toEqual(['auto', '9000']);
    expect(
      await kept("pools[p].engine.kvBlocks == 'auto' || pools[p].engine.kvBlocks > 4000"),
    ).toEqual(['auto', '9000']);
    const open = 'constraints: ["pools[p].engine.kvBlocks > 4000"]\n';
    expect(await refused(withAxes(axes, open))).toMatch(
      /2:15 constraints\[0\] = .*calculates with pools\[p\]\.engine\.kvBlocks = auto \(a word\), which is no number \(at the point with pools\[p\]\.engine\.kvBlocks = auto\); test it first: pools/,
    );
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
    ['pools[p].replicas: [1, 2]', 'pools[0].replicas=3'],
    [
      'pools[p].engine: [{ maxSequences: 2 }, { maxSequences: 4 }]',
      'pools[p].engine.maxSequences=3',
    ],
  ])('sweeps what --set gives a value: %s', async (axis, set) => {
    expect(await refused(withAxes(axis), { sets: [set] })).toContain(
      'is an axis, and --set gives it a value too; leave that --set out',
    );
    const fine = withAxes('horizon.requests: [60, 70]');
    expect(await refused(fine, { sets: ['pools[0].replicas=3'] }).catch(() => 'taken')).toBe(
      'taken',
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
