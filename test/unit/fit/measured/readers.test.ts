import { describe, expect, it } from 'vitest';
import { measuredFormats, readMeasured } from '../../../../src/fit/measured/index.ts';

const vllm = {
  date: '20260102-030405',
  backend: 'vllm',
  model_id: 'meta-llama/Llama-3.1-8B-Instruct',
  num_prompts: 3,
  request_rate: 'inf',
  burstiness: 1.0,
  max_concurrency: 2,
  duration: 3.5,
  completed: 3,
  total_input_tokens: 600,
  total_output_tokens: 9,
  output_throughput: 2.57,
  mean_ttft_ms: 40,
  median_ttft_ms: 41,
  mean_tpot_ms: 10,
  mean_itl_ms: 11,
  mean_e2el_ms: 60,
};
const detailed = {
  ...vllm,
  input_lens: [100, 200, 300],
  output_lens: [3, 3, 3],
  ttfts: [0.03, 0.04, 0.05],
  itls: [
    [0.01, 0.01],
    [0.02, 0.02],
    [0.01, 0.03],
  ],
  start_times: [105.5, 100.5, 101.5],
};

const guidellm = {
  args: { profile: 'concurrent', backend_kwargs: { model: 'Qwen/Qwen3-14B' } },
  benchmarks: [
    {
      config: { strategy: { type_: 'concurrent', streams: 4 } },
      metrics: {
        request_totals: { successful: 2 },
        prompt_token_count: { successful: { mean: 512 } },
        output_token_count: { successful: { mean: 128 } },
        time_to_first_token_ms: { successful: { mean: 80, median: 75 } },
        inter_token_latency_ms: { successful: { mean: 9 } },
        time_per_output_token_ms: { successful: { mean: 9.6 } },
        request_latency: { successful: { mean: 1.2 } },
      },
      requests: {
        successful: [
          {
            request_start_time: 1000.5,
            prompt_tokens: 512,
            output_tokens: 128,
            time_to_first_token_ms: 80,
            inter_token_latency_ms: 9,
            request_latency: 1.223,
          },
        ],
      },
    },
    {
      config: { strategy: { type_: 'constant', rate: 3 } },
      metrics: { time_to_first_token_ms: { successful: { median: 70 } } },
    },
  ],
};

const aiperf = {
  request_count: { unit: 'requests', avg: 20 },
  time_to_first_token: { unit: 'ms', avg: 120, p50: 110 },
  inter_token_latency: { unit: 'us', avg: 9000 },
  request_latency: { unit: 'sec', avg: 1.5 },
  input_sequence_length: { unit: 'tokens', avg: 550.4 },
  output_sequence_length: { unit: 'tokens', avg: 150 },
  input_config: { endpoint: { model_names: ['Llama-3.1-8B'] }, loadgen: { concurrency: 8 } },
};

const record = (start: number, more: object = {}) =>
  JSON.stringify({
    metadata: { request_start_ns: start },
    metrics: {
      input_sequence_length: { value: 50, unit: 'tokens' },
      output_sequence_length: { value: 9, unit: 'tokens' },
      time_to_first_token: { value: 25, unit: 'ms' },
      inter_token_latency: { value: 5, unit: 'ms' },
      request_latency: { value: 65, unit: 'ms' },
    },
    error: null,
    ...more,
  });

const only = (text: string) => {
  const { format, rows, problems } = readMeasured(text);
  expect(problems).toEqual([]);
  expect(rows).toHaveLength(1);
  const [row] = rows;
  if (row === undefined) throw new Error('no row');
  return { format, row };
};

describe('a measured export', () => {
  it('of vLLM gives load, mean lengths and means', () => {
    const { format, row } = only(JSON.stringify(vllm));
    expect(format).toBe('vllm');
    expect(row).toMatchObject({
      setting: { model: 'meta-llama/Llama-3.1-8B-Instruct', engine: 'vllm' },
      load: { kind: 'closed-loop', concurrency: 2 },
      promptTokens: { kind: 'values', values: [200] },
      outputTokens: { kind: 'values', values: [3] },
      requestCount: 3,
      requests: null,
      figures: {
        ttft: { value: 0.04, statistic: 'mean' },
        tpot: { value: 0.01, statistic: 'mean' },
        e2e: { value: 0.06, statistic: 'mean' },
        throughput: { value: 2.57, statistic: 'mean' },
      },
    });
  });

  it('of vLLM in detail gives requests in order of arrival', () => {
    const { row } = only(JSON.stringify(detailed, null, 2));
    expect(row.requests?.map(({ arrivalSeconds }) => arrivalSeconds)).toEqual([0, 1, 5]);
    expect(row.requests?.map(({ promptTokens }) => promptTokens)).toEqual([200, 300, 100]);
    expect(row.requests?.[0]).toMatchObject({ ttftSeconds: 0.04, tpotSeconds: 0.02 });
    expect(row.requests?.[0]?.e2eSeconds).toBeCloseTo(0.08, 12);
  });

  it('of vLLM at a rate is open, without a limit all at once', () => {
    const at = (more: object) => only(JSON.stringify({ ...vllm, max_concurrency: null, ...more }));
    expect(at({ request_rate: 4, burstiness: 0.5 }).row.load).toEqual({
      kind: 'open',
      ratePerSecond: 4,
      burstiness: 0.5,
    });
    expect(at({}).row.load).toEqual({ kind: 'closed-loop', concurrency: 3 });
  });

  it('of SGLang is one run a line, and takes Python’s Infinity', () => {
    const run =
      `{"backend": "sglang", "dataset_name": "random", "request_rate": Infinity, "max_concurrency": 16,
 "random_input_len": 1024, "random_output_len": 128, "random_range_ratio": 0.5, "completed": 64,
 "mean_ttft_ms": 90.0, "mean_tpot_ms": 0, "mean_itl_ms": 12.0,
 "server_info": {"model_path": "Qwen/Qwen3-32B", "tp_size": 2, "kv_cache_dtype": "auto"}}`.replaceAll(
        '\n',
        '',
      );
    const { format, rows, problems } = readMeasured(`${run}\n${run}\n`);
    expect({ format, problems, rows: rows.length }).toEqual({
      format: 'sglang',
      problems: [],
      rows: 2,
    });
    expect(rows[1]).toMatchObject({
      line: 2,
      setting: { model: 'Qwen/Qwen3-32B', engine: 'sglang', tensor: 2 },
      load: { kind: 'closed-loop', concurrency: 16 },
      promptTokens: { kind: 'uniform', min: 512, max: 1024 },
      figures: { ttft: { value: 0.09 }, tpot: { value: 0.012 } },
    });
    expect(rows[1]?.setting.kvCache).toBeUndefined();
  });

  it('of GuideLLM is one row per benchmark, whose TPOT leaves the first token out', () => {
    const { format, rows, problems } = readMeasured(JSON.stringify(guidellm));
    expect({ format, problems }).toEqual({ format: 'guidellm', problems: [] });
    expect(rows).toMatchObject([
      {
        setting: { model: 'Qwen/Qwen3-14B' },
        load: { kind: 'closed-loop', concurrency: 4 },
        requests: [{ arrivalSeconds: 0, e2eSeconds: 1.223 }],
        figures: { ttft: { value: 0.08 }, tpot: { value: 0.009 }, e2e: { value: 1.2 } },
      },
      {
        load: { kind: 'open', ratePerSecond: 3 },
        figures: { ttft: { value: 0.07, statistic: 'p50' } },
      },
    ]);
  });

  it('of AIPerf and genai-perf minds units, and where each keeps its load', () => {
    const { format, row } = only(JSON.stringify(aiperf));
    expect(format).toBe('aiperf');
    expect(row).toMatchObject({
      setting: { model: 'Llama-3.1-8B' },
      load: { kind: 'closed-loop', concurrency: 8 },
      requestCount: 20,
      figures: { ttft: { value: 0.12 }, e2e: { value: 1.5 } },
    });
    expect(row.figures.tpot?.value).toBeCloseTo(0.009, 12);
    const config = { model: ['m'], perf_analyzer: { stimulus: { concurrency: [32] } } };
    const genai = only(JSON.stringify({ ...aiperf, input_config: config })).row;
    expect(genai).toMatchObject({ setting: { model: 'm' }, load: { concurrency: 32 } });
  });

  it('of AIPerf, one request a line, leaves failed ones out and counts them', () => {
    const failed = record(5, { error: { code: 500 } });
    const { format, rows, notes } = readMeasured(
      [record(3_000_000_000), failed, record(1_000_000_000)].join('\n'),
    );
    expect(format).toBe('aiperf-records');
    expect(rows[0]?.requests?.map(({ arrivalSeconds }) => arrivalSeconds)).toEqual([0, 2]);
    expect(notes).toEqual(['1 requests failed or lack lengths: left out']);
  });

  it('of genai-perf as CSV reads its blocks', () => {
    const text = [
      'Metric,avg,min,max,p99,p50',
      'Time To First Token (ms),"1,146.31",249.48,"3,485.23","3,457.97",640.07',
      'Inter Token Latency (ms),30.35,27.59,35.60,35.23,30.13',
      'Input Sequence Length,550,550,550,550,550',
      'Output Sequence Length (tokens),174.45,164,187,186,174',
      '',
      'Metric,Value',
      'Output Token Throughput (per sec),100.5',
      'Request Count,40',
    ].join('\r\n');
    const { format, row } = only(text);
    expect(format).toBe('aiperf-csv');
    expect(row).toMatchObject({
      requestCount: 40,
      outputTokens: { values: [174.45] },
      figures: { throughput: { value: 100.5 } },
    });
    expect(row.figures.tpot?.value).toBeCloseTo(0.030_35, 9);
    expect(row.figures.ttft?.value).toBeCloseTo(1.146_31, 9);
  });

  it('as our CSV of runs knows nominal lengths, sums, seconds and marks', () => {
    const text = [
      'id,model,gpu,engine,tp,attention_dp,isl_tokens_nominal,osl_tokens_nominal,length_factor_mean,concurrency,ttft_ms,tpot_ms,suspect',
      'a,Llama-3.1-70B,H200,vllm,4.0,1.0,1024,8192,0.9,64.0,121.4,13.2,|odd',
    ].join('\n');
    expect(only(text).row).toMatchObject({
      line: 2,
      id: 'a',
      setting: { accelerator: 'H200', tensor: 4, data: 1 },
      load: { concurrency: 64 },
      promptTokens: { kind: 'uniform', min: 819, max: 1024 },
      suspect: 'odd',
    });
    const sums =
      'model,gpu,dp,replica,trace_rate_rps,n_requests,input_tokens_sum,output_tokens_sum,ttft_mean_s\nm,H100,2,1,0.5,100,5000,900,0.04\n';
    expect(only(sums).row).toMatchObject({
      load: { kind: 'open', ratePerSecond: 0.25 },
      promptTokens: { kind: 'exponential', mean: 50 },
      figures: { ttft: { value: 0.04 } },
    });
  });

  it('as our CSV of requests prefers times from the arrival', () => {
    const text =
      'hw,tp,arrival_s,input_tokens,output_tokens,ttft_ms,ttft_from_arrival_ms,e2e_ms\nH100,2,7.5,10,5,30,31,80\nH100,2,5.5,12,6,33,,90\n';
    const { format, row } = only(text);
    expect(format).toBe('tailwatt-requests');
    expect(row.setting).toEqual({ accelerator: 'H100', tensor: 2 });
    expect(row.requests).toEqual([
      {
        arrivalSeconds: 0,
        promptTokens: 12,
        outputTokens: 6,
        ttftSeconds: 0.033,
        tpotSeconds: null,
        e2eSeconds: 0.09,
      },
      {
        arrivalSeconds: 2,
        promptTokens: 10,
        outputTokens: 5,
        ttftSeconds: 0.031,
        tpotSeconds: null,
        e2eSeconds: 0.08,
      },
    ]);
  });
});

describe('a bad export', () => {
  it('has every wrong cell named with its place', () => {
    const text = [
      'model,gpu,concurrency,prompt_tokens,output_tokens,ttft_ms',
      'm,H100,many,128,32,50',
      'm,H100,4,-1,32,fast',
      'm,H100,4',
      'm,"H100,4,1,1,1',
    ].join('\n');
    const { problems } = readMeasured(text);
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual([
      '2:8',
      '3:10',
      '3:16',
      '4:1',
      '5:1',
    ]);
    expect(problems[2]?.message).toBe('ttft_ms = fast is not a number of at least 0');
  });

  it('in JSON too: broken text, wrong kinds, lists of unequal length', () => {
    const broken = readMeasured('{\n "model_id": "m",\n "num_prompts": 3,,\n}');
    expect(broken.problems).toMatchObject([{ line: 3, column: 19 }]);
    const wrong = { ...detailed, mean_ttft_ms: 'fast', ttfts: [1, 2] };
    const { problems } = readMeasured(JSON.stringify(wrong, null, 1));
    expect(problems.map(({ message }) => message)).toEqual([
      'mean_ttft_ms = "fast" is not a number of at least 0',
      'ttfts has 2 entries, input_lens 3',
    ]);
    expect(problems[0]?.line).toBeGreaterThan(10);
  });

  it('of no known format says which are known', () => {
    for (const text of [
      '',
      'hello',
      '{}',
      '[]',
      'a,b\n1,2\n',
      'null',
      '[[[',
      '\u0000\u0001',
      '{"benchmarks":[7]}',
    ]) {
      const { format, rows, problems } = readMeasured(text);
      expect({ text, format, rows: rows.length }).toEqual({ text, format: null, rows: 0 });
      expect(problems.length).toBeGreaterThan(0);
    }
    const { problems } = readMeasured('hello');
    for (const { describe: words } of Object.values(measuredFormats)) {
      expect(problems[0]?.fix).toContain(words);
    }
  });

  it('never throws, whatever a key holds', () => {
    const odd = [null, true, -1, 'x', [], {}, [1, 'a', null], { mean: 'x' }, 1e308];
    for (const whole of [detailed, guidellm.benchmarks[0], aiperf] as object[]) {
      for (const key of Object.keys(whole)) {
        for (const value of odd) {
          const document = { ...whole, [key]: value };
          const text = JSON.stringify('metrics' in whole ? { benchmarks: [document] } : document);
          expect(() => readMeasured(text), `${key} ${JSON.stringify(value)}`).not.toThrow();
        }
      }
    }
  });
});
