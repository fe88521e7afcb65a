import { figuresOf, figuresOfRequests, fromFirstArrival, ofMilliseconds } from './figures.ts';
import { isObject, JsonReader, valueAt } from './json.ts';
import {
  emptyRow,
  type JsonDocument,
  type Lengths,
  type Load,
  type MeasuredFormat,
  type MeasuredRequest,
  type MeasuredRow,
} from './port.ts';
import { valuesOf } from './vllm.ts';

/**
 * GuideLLM's benchmarks.json: one benchmark per rate or number of streams. Its time per output token counts the first
 * one too, so that our TPOT is its inter-token latency. Request latencies are in seconds, others in milliseconds.
 */
export const guidellm: MeasuredFormat = {
  id: 'guidellm',
  describe: "GuideLLM's benchmarks.json",
  matches: ({ documents }) => documents?.length === 1 && isReport(documents[0]?.value),
  read: ({ documents }) => {
    const [document] = documents ?? [];
    if (document === undefined) return { rows: [], problems: [], notes: [] };
    const reader = new JsonReader(document);
    const list = reader.list(document.value, 'benchmarks') ?? [];
    const rows = list.map((each, index) => readBenchmark(each, index, document, reader));
    return { rows, problems: reader.problems, notes: [] };
  },
};

function isReport(value: unknown): boolean {
  const list = valueAt(value, 'benchmarks');
  return Array.isArray(list) && list.some((each) => isObject(valueAt(each, 'metrics')));
}

function readBenchmark(
  value: unknown,
  index: number,
  document: JsonDocument,
  reader: JsonReader,
): MeasuredRow {
  const metrics = valueAt(value, 'metrics');
  const requests = requestsOf(value, reader);
  const ofSuccessful = (key: string) => valueAt(metrics, key, 'successful');
  const metric = (key: string, scale: (value: number | undefined) => number | undefined) => ({
    mean: scale(reader.number(ofSuccessful(key), 'mean', { min: 0 })),
    p50: scale(reader.number(ofSuccessful(key), 'median', { min: 0 })),
  });
  const tokens = (key: string): Lengths | null => {
    const mean = reader.number(ofSuccessful(key), 'mean', { min: 0 });
    return mean === undefined || mean === 0 ? null : { kind: 'values', values: [mean] };
  };
  const count = reader.number(valueAt(metrics, 'request_totals'), 'successful', { min: 0 });
  const model = modelOf(value, document.value);
  const asIs = (seconds: number | undefined) => seconds;
  return {
    ...emptyRow,
    line: document.line,
    id: `benchmark ${index + 1}`,
    setting: model === undefined ? {} : { model },
    load: loadOf(value, document.value, reader),
    promptTokens: valuesOf(requests, 'promptTokens') ?? tokens('prompt_token_count'),
    outputTokens: valuesOf(requests, 'outputTokens') ?? tokens('output_token_count'),
    requestCount: count ?? requests?.length ?? null,
    requests,
    figures: {
      ...(requests === null ? {} : figuresOfRequests(requests)),
      ...figuresOf({
        ttft: metric('time_to_first_token_ms', ofMilliseconds),
        tpot: metric('inter_token_latency_ms', ofMilliseconds),
        e2e: metric('request_latency', asIs),
      }),
    },
    unusable: count === 0 ? 'no request completed' : null,
  };
}

function modelOf(value: unknown, report: unknown): string | undefined {
  const places = [
    valueAt(value, 'config', 'backend', 'model'),
    valueAt(value, 'worker', 'backend_model'),
    valueAt(report, 'args', 'backend_kwargs', 'model'),
    valueAt(report, 'args', 'model'),
  ];
  const found = places.find((each) => typeof each === 'string' && each !== '');
  return typeof found === 'string' ? found : undefined;
}

/** The strategy stands in the benchmark's config; in older files in its args, or in the scheduler's. */
function loadOf(value: unknown, report: unknown, reader: JsonReader): Load | null {
  const strategy =
    valueAt(value, 'config', 'strategy') ??
    valueAt(value, 'args', 'strategy') ??
    valueAt(value, 'scheduler', 'strategy');
  const type = isObject(strategy)
    ? strategy['type_']
    : (strategy ?? valueAt(report, 'args', 'profile'));
  const open = (burstiness: number): Load | null => {
    const rate = reader.number(strategy, 'rate', { above: 0 });
    return rate === undefined ? null : { kind: 'open', ratePerSecond: rate, burstiness };
  };
  if (type === 'synchronous') return { kind: 'closed-loop', concurrency: 1 };
  if (type === 'concurrent' || type === 'throughput') {
    const streams =
      reader.number(strategy, 'streams', { min: 1 }) ??
      reader.number(strategy, 'max_concurrency', { min: 1 });
    return streams === undefined ? null : { kind: 'closed-loop', concurrency: streams };
  }
  if (type === 'poisson') return open(1);
  // Evenly spaced: gaps of a gamma law that hardly vary.
  if (type === 'constant' || type === 'async') return open(evenly);
  return null;
}

/** Shape of gamma gaps that stands for arrivals at even distances. */
export const evenly = 1e6;

function requestsOf(value: unknown, reader: JsonReader): readonly MeasuredRequest[] | null {
  const successful = valueAt(value, 'requests', 'successful');
  if (!Array.isArray(successful) || successful.length === 0) return null;
  const rows = successful.flatMap((each: unknown): MeasuredRequest[] => {
    const number = (key: string) => reader.number(each, key, { min: 0 }) ?? null;
    const promptTokens = number('prompt_tokens');
    const outputTokens = number('output_tokens');
    if (promptTokens === null || outputTokens === null) return [];
    if (promptTokens < 1 || outputTokens < 1) return [];
    return [
      {
        arrivalSeconds: number('request_start_time') ?? number('start_time'),
        promptTokens,
        outputTokens,
        ttftSeconds: ofMilliseconds(number('time_to_first_token_ms') ?? undefined) ?? null,
        tpotSeconds: ofMilliseconds(number('inter_token_latency_ms') ?? undefined) ?? null,
        e2eSeconds: number('request_latency'),
      },
    ];
  });
  return rows.length === 0 ? null : fromFirstArrival(rows);
}
