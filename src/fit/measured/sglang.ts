import { figuresOf, ofMilliseconds } from './figures.ts';
import { isObject, JsonReader, valueAt } from './json.ts';
import {
  emptyRow,
  type JsonDocument,
  type Lengths,
  type Load,
  type MeasuredFormat,
  type MeasuredRow,
  type Setting,
} from './port.ts';

/** The output file of SGLang's bench_serving: one JSON object per run, a line each. */
export const sglang: MeasuredFormat = {
  id: 'sglang',
  describe: 'JSON lines of sglang.bench_serving',
  matches: ({ documents }) => documents !== null && documents.length > 0 && documents.every(isRun),
  read: ({ documents }) => {
    const parts = (documents ?? []).map(readRun);
    return {
      rows: parts.map(({ row }) => row),
      problems: parts.flatMap(({ problems }) => problems),
      notes: [],
    };
  },
};

function isRun({ value }: JsonDocument): boolean {
  return (
    isObject(value) && 'backend' in value && 'dataset_name' in value && 'request_rate' in value
  );
}

function readRun(document: JsonDocument) {
  const reader = new JsonReader(document);
  const { value } = document;
  const completed = reader.number(value, 'completed', { min: 0 });
  const milliseconds = (key: string) => ofMilliseconds(reader.number(value, key, { min: 0 }));
  const metric = (name: string) => ({
    mean: milliseconds(`mean_${name}_ms`),
    p50: milliseconds(`median_${name}_ms`),
  });
  const tpot = metric('tpot');
  const row: MeasuredRow = {
    ...emptyRow,
    line: document.line,
    id: reader.text(value, 'tag') ?? '',
    setting: settingOf(value, reader),
    load: loadOf(value, completed, reader),
    promptTokens: lengthsOf(value, 'total_input_tokens', 'random_input_len', completed, reader),
    outputTokens: lengthsOf(value, 'total_output_tokens', 'random_output_len', completed, reader),
    requestCount: completed ?? null,
    figures: figuresOf({
      ttft: metric('ttft'),
      tpot: (tpot.mean ?? 0) > 0 || (tpot.p50 ?? 0) > 0 ? tpot : metric('itl'),
      e2e: metric('e2e_latency'),
      throughput: { mean: reader.number(value, 'output_throughput', { min: 0 }) },
    }),
    unusable: completed === 0 ? 'no request completed' : null,
  };
  return { row, problems: reader.problems };
}

/** What the server said of itself, in the tool's later versions. */
function settingOf(value: unknown, reader: JsonReader): Setting {
  const server = valueAt(value, 'server_info');
  const model = reader.text(server, 'model_path') ?? reader.text(value, 'model');
  const tensor = reader.number(server, 'tp_size', { min: 1 });
  const data = reader.number(server, 'dp_size', { min: 1 });
  const version = reader.text(server, 'version');
  const weights = reader.text(server, 'quantization');
  const kvCache = reader.text(server, 'kv_cache_dtype');
  const backend = reader.text(value, 'backend') ?? '';
  return {
    ...(model === undefined ? {} : { model }),
    engine: /vllm|trt|tensorrt/i.exec(backend)?.[0] ?? 'sglang',
    ...(version === undefined ? {} : { engineVersion: version }),
    ...(tensor === undefined ? {} : { tensor }),
    ...(data === undefined ? {} : { replicas: data }),
    ...(weights === undefined ? {} : { weights }),
    ...(kvCache === undefined || kvCache === 'auto' ? {} : { kvCache }),
  };
}

function loadOf(value: unknown, completed: number | undefined, reader: JsonReader): Load | null {
  const concurrency = reader.number(value, 'max_concurrency', { min: 1 });
  if (concurrency !== undefined) {
    return { kind: 'closed-loop', concurrency: Math.min(concurrency, completed ?? concurrency) };
  }
  const rate = valueAt(value, 'request_rate');
  // Python writes an infinite rate as Infinity, which is no JSON; other writers as text or null.
  if (rate === 'inf' || rate === 'Infinity' || rate === null) {
    return completed === undefined || completed === 0
      ? null
      : { kind: 'closed-loop', concurrency: completed };
  }
  if (rate === 'trace') return null;
  const ratePerSecond = reader.number(value, 'request_rate', { above: 0 });
  return ratePerSecond === undefined ? null : { kind: 'open', ratePerSecond, burstiness: 1 };
}

/** Random lengths are drawn evenly from a share of the nominal one to all of it; others are known by their sum. */
function lengthsOf(
  value: unknown,
  total: string,
  nominal: string,
  completed: number | undefined,
  reader: JsonReader,
): Lengths | null {
  const most = reader.number(value, nominal, { min: 1 });
  const ratio = reader.number(value, 'random_range_ratio', { min: 0 });
  const name = valueAt(value, 'dataset_name');
  if (typeof name === 'string' && name.startsWith('random') && most !== undefined) {
    const least = Math.max(1, Math.round((ratio ?? 0) * most));
    return { kind: 'uniform', min: Math.min(least, most), max: most };
  }
  const sum = reader.number(value, total, { min: 0 });
  if (sum === undefined || completed === undefined || sum === 0 || completed === 0) return null;
  return { kind: 'values', values: [sum / completed] };
}
