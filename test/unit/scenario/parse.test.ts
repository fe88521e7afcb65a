import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../../src/scenario/parse.ts';
import { accepted, errorsWith, refused, scenarioOf, shortest } from './parse-text.ts';

/** The block of the contract, with every key that it names. */
const everyKey = `
name: chatbot-70b
description: Llama 3.1 70B behind a chat product, eight replicas of four H100s.
seed: 1
horizon: { requests: 20000, warmup: 10% }
workloads:
  - name: chat
    kind: generate
    model: llama-3.1-70b
    arrivals: { process: poisson, rate: 12/s }
    promptTokens: { distribution: lognormal, mean: 1024, cv: 1.2, max: 16384 }
    outputTokens: { distribution: lognormal, mean: 256, cv: 1.0, max: 4096 }
    maxTokens: 4096
    priority: 0
    tenants: { count: 1, skew: 0 }
    timeout: none
    slo: { ttft: 500ms, tpot: 50ms, e2e: 60s, attainment: 0.99 }
    task: none
    strategy: { kind: single }
pools:
  - name: h100
    accelerator: h100-sxm
    replicas: 8
    serves: [llama-3.1-70b]
    parallelism: { tensor: 4, pipeline: 1, data: 1, expert: 1 }
    precision: { weights: fp8, activations: fp8, kvCache: bf16 }
    engine: { profile: vllm-v1, batching: continuous, scheduler: fcfs, preemption: recompute, maxSequences: 256, maxBatchedTokens: 8192, blockTokens: 16, kvBlocks: auto, kvCache: true, prefixCache: false, memoryUtilization: 0.9, stepping: stretched }
    node: { acceleratorsPerNode: 8, template: hgx-h100 }
    power: { capPerAccelerator: 700W, governor: none }
    host: { cores: 96, stages: [] }
    autoscaling: { policy: none }
    billing: none
    cooling: none
routing: { policy: least-outstanding, queue: replica, signalInterval: 100ms }
admission: { policy: always }
fabric: none
cluster: none
facility: none
sites: none
failures: []
prices: []
ideal: []
outputs: { requests: all, percentiles: auto, timeseries: 10s, calls: false, steps: false }
`;

describe('parseScenario', () => {
  it('knows every key of the contract, and uses no default where all is said', () => {
    const { scenario, defaults, warnings } = accepted(everyKey);
    expect(warnings).toEqual([]);
    expect(defaults.map(({ path }) => path)).toEqual([
      'workloads[chat].cancel',
      'workloads[chat].retry',
      'workloads[chat].hedge',
      'workloads[chat].defer',
      'workloads[chat].satisfaction',
      'pools[h100].role',
      'pools[h100].engine.kvTiers',
      'pools[h100].engine.reserveFullPrompt',
      'pools[h100].engine.asyncScheduling',
      'horizon.drain',
      'budgets',
      'tools',
    ]);
    expect(scenario.horizon).toEqual({
      end: { kind: 'requests', requests: 20000 },
      warmup: { kind: 'share', share: 0.1 },
      drainSeconds: Number.POSITIVE_INFINITY,
    });
    expect(scenario.workloads[0]).toMatchObject({
      arrivals: { process: 'poisson', ratePerSecond: 12 },
      maxTokens: 4096,
      timeout: { totalSeconds: Number.POSITIVE_INFINITY },
      slo: { ttftSeconds: 0.5, tpotSeconds: 0.05, e2eSeconds: 60, attainment: 0.99 },
    });
    expect(scenario.pools[0]).toMatchObject({
      accelerator: { id: 'h100-sxm' },
      replicas: 8,
      parallelism: { tensor: 4, pipeline: 1 },
      engine: { kvBlocks: null, memoryUtilization: 0.9, stepTime: null },
      acceleratorsPerNode: 8,
    });
    expect(scenario.outputs.timeseriesSeconds).toBe(10);
  });

  it('completes the shortest scenario and names every default as --set would', () => {
    const { scenario, defaults } = accepted(shortest);
    const byPath = new Map(defaults.map(({ path, value }) => [path, value]));
    expect(byPath.size).toBe(defaults.length);
    expect(byPath.get('pools[h100].engine.maxSequences')).toBe(256);
    expect(byPath.get('outputs.timeseries')).toBe('10s');
    expect(byPath.get('workloads[chat].maxTokens')).toBe(4096);
    expect(byPath.get('pools[h100].serves')).toEqual(['llama-3.1-70b']);
    expect(byPath.get('pools[h100].parallelism.tensor')).toBe(
      scenario.pools[0]?.parallelism.tensor,
    );
    expect(byPath.has('name')).toBe(false);
    // Setting each default changes nothing: that is what a default is.
    const settable = defaults.filter(({ path }) => !path.startsWith('horizon.drain'));
    const sets = settable.map(({ path, value }) => `${path}=${JSON.stringify(value)}`);
    expect(scenarioOf(shortest, ...sets)).toEqual(scenario);
  });

  it('accepts every scenario that ships', () => {
    const files = readdirSync('scenarios').filter((file) => file.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const text = readFileSync(`scenarios/${file}`, 'utf8');
      expect(accepted(text, { file, folder: 'scenarios' }).warnings, file).toEqual([]);
    }
  });

  it('finds every mistake of the broken scenario in one go, on its line', () => {
    const text = readFileSync('test/fixtures/broken.yaml', 'utf8');
    const issues = refused(text, { file: 'broken.yaml' });
    const marked = text
      .split('\n')
      .flatMap((line, index) => (index > 0 && /\S.*#/.test(line) ? [index + 1] : []));
    const found = new Set(issues.map((issue) => issue.line));
    expect(marked.filter((line) => !found.has(line))).toEqual([]);
    expect(issues.filter((issue) => issue.severity === 'error').length).toBeGreaterThan(40);
    const places = issues.map((issue) => [issue.line, issue.column] as const);
    expect(places).toEqual([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    for (const issue of issues) {
      expect(issue.message, issue.path).not.toBe('');
      expect(issue.fix, issue.path).not.toBe('');
    }
  });

  it('keeps seeds as they were written', () => {
    for (const seed of ['007', '7', '1.50', 'abc', 'true', '0x10', '12345678901234567890']) {
      expect(scenarioOf(`${shortest}seed: ${seed}\n`).seed).toBe(seed);
      expect(scenarioOf(shortest, `seed=${seed}`).seed).toBe(seed);
    }
    expect(refused(`${shortest}seed:\n`)[0]?.path).toBe('seed');
    expect(refused(`${shortest}seed: [1]\n`)[0]?.path).toBe('seed');
  });

  it('judges horizons', () => {
    const horizon = (text: string) => scenarioOf(shortest, `horizon=${text}`).horizon;
    expect(horizon('{duration: 1h}')).toEqual({
      end: { kind: 'duration', seconds: 3600 },
      warmup: { kind: 'share', share: 0.1 },
      drainSeconds: 300,
    });
    expect(horizon('{requests: 10, warmup: 3, drain: 0s}')).toMatchObject({
      warmup: { kind: 'count', count: 3 },
      drainSeconds: 0,
    });
    expect(horizon('{requests: 10, warmup: 2m}').warmup).toEqual({ kind: 'time', seconds: 120 });
    expect(horizon('{requests: 10, warmup: 0.2}').warmup).toEqual({ kind: 'share', share: 0.2 });
    expect(horizon('{requests: 10, warmup: mser-5}').warmup).toEqual({ kind: 'mser-5' });
    expect(horizon('{duration: 1h, warmup: mser-5}').warmup).toEqual({ kind: 'mser-5' });
    expect(errorsWith('horizon={warmup: mser-6}')[0]).toMatch(/a time \(5m\) or mser-5/);
    expect(errorsWith('horizon={requests: 10, warmup: 10}')[0]).toMatch(
      /leaves none of 10 requests/,
    );
    expect(errorsWith('horizon={duration: 1m, warmup: 1m}')[0]).toMatch(/leaves nothing/);
    expect(errorsWith('horizon={warmup: 100%}')[0]).toMatch(/must be less than 1/);
    expect(errorsWith('horizon=trace')[0]).toMatch(/no workload replays a trace/);
    expect(errorsWith('horizon={requests: 0}')[0]).toMatch(/must be at least 1/);
  });

  it('lets a trace bring arrivals and lengths, and warns of the blocks that it ignores', () => {
    const text = `name: x
workloads:
  - name: chat
    promptTokens: { distribution: fixed, value: 5 }
    arrivals: { process: trace, file: data/a.csv, format: azure-llm }
pools: [{name: h100}]
`;
    const { scenario, warnings } = accepted(text, { folder: 'some/where' });
    expect(scenario.horizon.end).toEqual({ kind: 'trace' });
    expect(scenario.horizon.warmup).toEqual({ kind: 'share', share: 0 });
    expect(scenario.workloads[0]).toMatchObject({
      promptTokens: null,
      outputTokens: null,
      maxTokens: null,
      arrivals: {
        file: 'data/a.csv',
        path: 'some/where/data/a.csv',
        rateScale: 1,
        lengths: 'trace',
      },
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({
      severity: 'warning',
      line: 4,
      path: 'workloads[chat].promptTokens',
    });
    const sets = ['workloads[chat].arrivals.lengths=distribution'];
    const own = accepted(text, { sets });
    expect(own.warnings).toEqual([]);
    expect(own.scenario.workloads[0]?.promptTokens).toEqual({ distribution: 'fixed', value: 5 });
    const moved = accepted(text, { folder: 'f', sets: ['workloads[chat].arrivals.file=b.csv'] });
    expect(moved.scenario.workloads[0]?.arrivals).toMatchObject({ path: 'b.csv' });
  });

  it('refuses what is not built by name, and suggests names for what does not exist', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['workloads[chat].kind=rank', /llama-3.1-70b does not rank/],
      ['workloads[chat].task=math', /this is not known/],
      ['workloads[chat].strategy={kind: retrieval}', /did you mean retrieve/],
      ['workloads[chat].strategy={kind: best-of-m}', /did you mean best-of-n/],
      [
        'workloads[chat].arrivals={process: agentic, rate: 1/s, calls: [{name: a, after: [b]}]}',
        /no call b stands before a/,
      ],
      ['workloads[chat].arrivals={process: poissn, rate: 1}', /did you mean poisson/],
      ['workloads[chat].promptTokens={distribution: lognorml, mean: 3}', /did you mean lognormal/],
      ['workloads[chat].slo={deadline: 33ms, onMiss: degrade}', /there is no ladder/],
      ['workloads[chat].slo={onMiss: drop}', /there is no deadline/],
      ['workloads[chat].model=llama-3.1-70', /did you mean llama-3.1-70b/],
      ['pools[h100].accelerator=h100', /did you mean h100-/],
      ['pools[h100].role=encode', /no workload sends images to llama-3.1-70b/],
      ['pools[h100].role=encod', /did you mean encode/],
      [
        'pools[h100].serves=[llama-3.1-70b, resnet-50]',
        /several models .* not available .*resnet-50/,
      ],
      ['pools[h100].engine.kvCache=no', /engine.kvCache/],
      ['pools[h100].engine.longPrefillThreshold=512', /longPrefillThreshold is not available/],
      [
        'pools[h100].engine.scheduler=longest-prefix-match',
        /longest-prefix-match goes by a prefix cache/,
      ],
      ['pools[h100].engine.scheduler=fcsf', /did you mean fcfs/],
      ['pools[h100].power={governor: static}', /static holds a budget, and there is none/],
      ['pools[h100].host={stages: [{kind: tokenise}]}', /the stage takes no time/],
      ['pools[h100].host={stages: [{kind: tokenize, time: 1ms}]}', /did you mean tokenise/],
      [
        'pools[h100].host={stages: [{kind: tokenise, time: 1ms, offload: true}]}',
        /nowhere to offload/,
      ],
      [
        'pools[h100].host={cores: 4, stages: [{kind: tokenise, time: 1ms, cores: 8}]}',
        /8 cores, and a node has 4/,
      ],
      ['pools[h100].host={stages: [{kind: image-decode, bytes: 1MB}]}', /throughput is missing/],
      ['pools[h100].host={cores: 4, offload: {cores: 8}}', /no stage is offloaded/],
      ['pools[h100].autoscaling={policy: slo-drive, max: 9}', /did you mean slo-driven/],
      ['pools[h100].node={template: hgx-h1000}', /did you mean hgx-h100/],
      ['routing.policy=carbon-aware', /carbon-aware chooses among sites, and there are none/],
      ['routing.policy=least-outstandin', /did you mean least-outstanding/],
      ['admission={policy: tier-shad}', /did you mean tier-shed/],
      ['fabric={topology: rail-optimise}', /did you mean rail-optimised/],
      ['fabric={oversubscription: 2}', /means nothing where no topology joins the nodes/],
      ['failures=[{kind: fabric-link, at: 1s}]', /there are no cables without a topology/],
      [
        'facility={rack: {nodes: 8}}',
        /8 nodes take up to .* kW .* a rack gives 40.0 kW: such a rack needs somebody/,
      ],
      ['facility={cooling: {kind: airy}}', /did you mean air/],
      ['facility={cooling: {supplyTemperature: 24K}}', /K is not a unit of a temperature/],
      ['facility={cooling: {wetBulb: {mean: 16C, swings: 5C}}}', /swings is not known/],
      ['facility={electricity: {grid: us-virgini}}', /this is not known/],
      ['facility={electricity: {price: [1, 2]}}', /has 2 values, and a day 24 hours/],
      ['facility={electricity: {price: prices.csv}}', /files cannot be read here/],
      ['failures=[{kind: gqu}]', /did you mean gpu/],
      ['prices=[{tier: deep}]', /no workload deep/],
      ['ideal=[memori]', /did you mean memory/],
      ['outputs.calls=some', /must be true or false/],
      ['outputs.steps=true', /outputs.steps is not available/],
    ];
    for (const [set, expected] of cases) {
      const errors = errorsWith(set);
      expect(errors.join('\n'), set).toMatch(expected);
      expect(errors[0], set).toMatch(/^--set:1:\d+ /);
    }
  });

  it('refuses values that mean nothing', () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['workloads[chat].arrivals={process: poisson, rate: 0/s}', /must be more than 0\/s/],
      ['workloads[chat].arrivals={process: poisson, rate: -1}', /must be more than 0/],
      ['workloads[chat].arrivals={process: poisson, rate: .inf}', /must be finite/],
      ['workloads[chat].arrivals={process: poisson, rate: .nan}', /must be finite/],
      ['workloads[chat].arrivals={process: gamma, rate: 1/s}', /arrivals.cv: is missing/],
      ['workloads[chat].arrivals={process: gamma, rate: 1/s, cv: 0}', /must be more than 0/],
      ['workloads[chat].arrivals={process: closed-loop, concurrency: 0}', /at least 1/],
      ['workloads[chat].arrivals={process: trace, format: azure-llm}', /file: is missing/],
      [
        'workloads[chat].promptTokens={distribution: uniform, min: 5, max: 4}',
        /min 5 is above max 4/,
      ],
      ['workloads[chat].promptTokens={distribution: exponential, mean: 0}', /must be more than 0/],
      ['workloads[chat].promptTokens={distribution: pareto, mean: 9, shape: 1}', /more than 1/],
      ['workloads[chat].promptTokens={distribution: empirical, values: []}', /the list is empty/],
      [
        'workloads[chat].promptTokens={distribution: empirical, values: [1, 2], weights: [1]}',
        /1 weights for 2/,
      ],
      [
        'workloads[chat].promptTokens={distribution: empirical, values: [1], weights: [0]}',
        /all weights are 0/,
      ],
      ['workloads[chat].promptTokens={distribution: joint}', /rows is missing/],
      ['workloads[chat].outputTokens={distribution: joint}', /need joint prompt lengths/],
      ['workloads[chat].timeout={total: -1s}', /must be more than 0 s/],
      ['workloads[chat].slo={attainment: 0}', /must be more than 0/],
      ['workloads[chat].slo={attainment: 1.01}', /at most 1/],
      ['workloads[chat].maxTokens=8k', /whole number/],
      ['workloads[chat].maxTokens="8"', /write 8 without quotes/],
      ['workloads=[]', /the list is empty/],
      ['pools=[]', /the list is empty/],
      ['pools[h100].serves=[]', /the list is empty/],
      ['pools[h100].replicas=0', /at least 1/],
      ['pools[h100].replicas=1.5', /whole number/],
      ['pools[h100].engine.memoryUtilization=0', /more than 0/],
      ['pools[h100].engine.stepTime={kind: affine}', /steps would take no time/],
      ['pools[h100].engine.stepEnergy={kind: affine, base: 1J}', /needs stepTime/],
      ['routing.maxOutstandingPerReplica=4', /one central queue/],
      ['admission={policy: queue-cap}', /without a limit/],
      ['outputs={requests: none, percentiles: exact}', /exact percentiles need/],
      ['name=../up', /a name has/],
    ];
    for (const [set, expected] of cases) {
      expect(errorsWith(set).join('\n'), set).toMatch(expected);
    }
  });

  it('reads engine, routing and admission options', () => {
    const scenario = scenarioOf(
      shortest,
      'pools[h100].engine={scheduler: sjf, stepTime: {kind: affine, base: 8ms, perPrefillToken: 20us, perDecodeSequence: 30us, perContextToken: 2ns}, stepEnergy: {kind: affine, base: 5J}, kvBlocks: 4096}',
      'routing={policy: least-kv, queue: pool, signalInterval: 0s}',
      'admission={policy: token-bucket, rate: 60/min, burst: 10, unit: prompt-tokens}',
      'workloads[chat].timeout={firstToken: 10s}',
    );
    expect(scenario.pools[0]?.engine).toMatchObject({
      scheduler: 'sjf',
      lengthPredictorCv: 0.5,
      kvBlocks: 4096,
      stepTime: {
        baseSeconds: 0.008,
        perPrefillTokenSeconds: 20e-6,
        perDecodeSequenceSeconds: 30e-6,
        perContextTokenSeconds: 2e-9,
      },
      stepEnergy: { baseJoules: 5, perPrefillTokenJoules: 0 },
    });
    expect(scenario.routing).toEqual({
      policy: 'least-kv',
      queue: 'pool',
      maxOutstandingPerReplica: 256,
      signalIntervalSeconds: 0,
    });
    expect(scenario.admission).toEqual({
      policy: 'token-bucket',
      ratePerSecond: 1,
      burst: 10,
      unit: 'prompt-tokens',
    });
    expect(scenario.workloads[0]?.timeout).toEqual({
      totalSeconds: Number.POSITIVE_INFINITY,
      firstTokenSeconds: 10,
    });
  });

  it('gives joint lengths to prompt and answer', () => {
    const set =
      'workloads[chat].promptTokens={distribution: joint, rows: [[512, 128], [10, 20]], max: 300}';
    const [workload] = scenarioOf(shortest, set).workloads;
    const rows = [
      [512, 128],
      [10, 20],
    ];
    expect(workload?.promptTokens).toEqual({ distribution: 'joint', rows, max: 300 });
    expect(workload?.outputTokens).toEqual({ distribution: 'joint', rows });
    expect(workload?.maxTokens).toBe(128);
  });

  it('reads a model from config.json beside the scenario, and says so where it cannot', () => {
    const text =
      'name: x\nworkloads: [{name: chat, model: m/config.json}]\npools: [{name: h100}]\n';
    const config = JSON.stringify({
      architectures: ['LlamaForCausalLM'],
      hidden_size: 4096,
      intermediate_size: 14336,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 8,
      vocab_size: 128256,
      max_position_embeddings: 8192,
      torch_dtype: 'bfloat16',
    });
    const asked: string[] = [];
    const readText = (path: string): string => {
      asked.push(path);
      return config;
    };
    const { scenario } = accepted(text, { folder: 'dir', readText });
    expect(new Set(asked)).toEqual(new Set(['dir/m/config.json']));
    expect(scenario.pools[0]?.serves[0]).toMatchObject({
      ref: 'm/config.json',
      shape: { layers: 32, kvHeads: 8 },
    });
    expect(refused(text)[0]?.message).toBe('files cannot be read here');
    const fails = () => {
      throw new Error('no such file');
    };
    expect(refused(text, { readText: fails })[0]).toMatchObject({
      path: 'workloads[chat].model',
      message: 'cannot use m/config.json: no such file',
    });
    expect(refused(text, { readText: () => '{"a": 1}' })[0]?.message).toMatch(/architectures/);
    expect(refused(text, { readText: () => 'not json' })[0]?.message).toMatch(/cannot use/);
  });

  it('reads inline data sheets, each figure with the user as its source', () => {
    const [pool] = scenarioOf(
      shortest,
      'pools[h100].accelerator={base: h100-sxm, memory: 96GB, peak: {fp8: 1PFLOPS}}',
    ).pools;
    expect(pool?.accelerator).toMatchObject({
      memoryBytes: 96e9,
      boardWatts: 700,
      peak: { fp8: 1e15 },
    });
    expect(pool?.accelerator.peak.bf16).toBeGreaterThan(9e14);
    expect(pool?.accelerator.sources).toMatchObject({ memoryBytes: { kind: 'user' } });
    expect(pool?.accelerator.sources['peak.fp8']?.kind).toBe('user');
    expect(pool?.accelerator.sources).not.toMatchObject({ boardWatts: { kind: 'user' } });
    const own =
      'pools[h100].accelerator={memory: 192GB, bandwidth: 8TB/s, peak: {bf16: 2PFLOPS}, boardPower: 1kW, idlePower: 100W, link: nvlink4, chipsPerNode: 8}';
    expect(scenarioOf(shortest, own).pools[0]?.accelerator).toMatchObject({
      memoryBandwidth: 8e12,
      boardWatts: 1000,
    });
    expect(errorsWith('pools[h100].accelerator={memory: 96GB}').join()).toMatch(
      /needs bandwidth, boardPower/,
    );
    expect(errorsWith('pools[h100].accelerator={base: h100-sxm, idlePower: 1kW}').join()).toMatch(
      /is above boardPower/,
    );
    expect(errorsWith('pools[h100].accelerator={base: h100-sxm, memory: 96GW}').join()).toMatch(
      /GW is not a unit/,
    );
  });

  it('never throws, whatever the options', () => {
    expect(parseScenario('', { file: '' }).ok).toBe(false);
    expect(
      parseScenario(shortest, { file: '', sets: ['', '=', '[', ']=1', 'a[=1', 'a=&x'] }).ok,
    ).toBe(false);
  });
});
