import { figuresOf, figuresOfRequests, fromFirstArrival, ofMilliseconds } from './figures.ts';
import { isObject, JsonReader, valueAt } from './json.ts';
import {
  type Content,
  emptyRow,
  type JsonDocument,
  type Lengths,
  type Load,
  type MeasuredFormat,
  type MeasuredRequest,
  type MeasuredRow,
} from './port.ts';

/**
 * The result of `vllm bench serve` (formerly benchmark_serving.py): one JSON object, or one a line with
 * --append-result. Times of single requests (--save-detailed) are in seconds; those in names ending in _ms are not.
 */
export const vllm: MeasuredFormat = {
  id: 'vllm',
  describe: 'JSON of vllm bench serve (benchmark_serving.py), with or without --save-detailed',
  matches: ({ documents }) => documents?.every(isResult) === true,
  read: ({ documents }: Content) => {
    const parts = (documents ?? []).map(readResult);
    return {
      rows: parts.map(({ row }) => row),
      problems: parts.flatMap(({ problems }) => problems),
      notes: [],
    };
  },
};

function isResult({ value }: JsonDocument): boolean {
  return (
    isObject(value) &&
    'model_id' in value &&
    'num_prompts' in value &&
    ('request_rate' in value || 'mean_ttft_ms' in value || 'ttfts' in value)
  );
}

function readResult(document: JsonDocument) {
  const reader = new JsonReader(document);
  const { value } = document;
  const requests = requestsOf(value, reader);
  const count = reader.number(value, 'completed', { min: 0 }) ?? undefined;
  const sent = reader.number(value, 'num_prompts', { min: 0 });
  const mean = (key: string): Lengths | null => {
    const total = reader.number(value, key, { min: 0 });
    const over = count ?? sent;
    if (total === undefined || over === undefined || over === 0 || total === 0) return null;
    return { kind: 'values', values: [total / over] };
  };
  const milliseconds = (key: string) => ofMilliseconds(reader.number(value, key, { min: 0 }));
  const metric = (name: string) => ({
    mean: milliseconds(`mean_${name}_ms`),
    p50: milliseconds(`median_${name}_ms`),
  });
  const tpot = metric('tpot');
  const tensor = reader.number(value, 'tensor_parallel_size', { min: 1 });
  const failed = reader.number(value, 'failed', { min: 0 }) ?? 0;
  const row: MeasuredRow = {
    ...emptyRow,
    line: document.line,
    id: reader.text(value, 'date') ?? '',
    setting: {
      model: reader.text(value, 'model_id') ?? '',
      engine: engineOf(reader.text(value, 'backend') ?? reader.text(value, 'endpoint_type')),
      ...(tensor === undefined ? {} : { tensor }),
    },
    load: loadOf(value, sent, reader),
    promptTokens: valuesOf(requests, 'promptTokens') ?? mean('total_input_tokens'),
    outputTokens: valuesOf(requests, 'outputTokens') ?? mean('total_output_tokens'),
    requestCount: sent ?? null,
    requests,
    figures: {
      ...(requests === null ? {} : figuresOfRequests(requests)),
      ...figuresOf({
        ttft: metric('ttft'),
        tpot: (tpot.mean ?? 0) > 0 || (tpot.p50 ?? 0) > 0 ? tpot : metric('itl'),
        e2e: metric('e2el'),
        throughput: { mean: reader.number(value, 'output_throughput', { min: 0 }) },
      }),
    },
    unusable:
      count === 0
        ? 'no request completed'
        : failed > 0 && sent !== undefined && failed > sent / 20
          ? `${failed} of ${sent} requests failed`
          : null,
  };
  return { row, problems: reader.problems };
}

/** The tool talks to other engines too, by their names; `openai` and its like say nothing. */
function engineOf(backend: string | undefined): string {
  const known = /sglang|tensorrt|trt/i.exec(backend ?? '')?.[0];
  return known ?? 'vllm';
}

function loadOf(value: unknown, sent: number | undefined, reader: JsonReader): Load | null {
  const concurrency = reader.number(value, 'max_concurrency', { min: 1 });
  if (concurrency !== undefined) {
    return { kind: 'closed-loop', concurrency: Math.min(concurrency, sent ?? concurrency) };
  }
  const rate = valueAt(value, 'request_rate');
  if (rate === 'inf' || rate === undefined || rate === null) {
    // All at once: as many clients as requests.
    return rate === 'inf' && sent !== undefined && sent > 0
      ? { kind: 'closed-loop', concurrency: sent }
      : null;
  }
  const ratePerSecond = reader.number(value, 'request_rate', { above: 0 });
  const burstiness = reader.number(value, 'burstiness', { above: 0 }) ?? 1;
  return ratePerSecond === undefined ? null : { kind: 'open', ratePerSecond, burstiness };
}

/** Lengths of the requests, where there are any. */
export function valuesOf(
  requests: readonly MeasuredRequest[] | null,
  key: 'promptTokens' | 'outputTokens',
): Lengths | null {
  if (requests === null || requests.length === 0) return null;
  return { kind: 'values', values: requests.map((request) => request[key]) };
}

function requestsOf(value: unknown, reader: JsonReader): readonly MeasuredRequest[] | null {
  const prompts = reader.numbers(value, 'input_lens');
  const outputs = reader.numbers(value, 'output_lens');
  const ttfts = reader.numbers(value, 'ttfts');
  if (prompts === undefined || outputs === undefined || ttfts === undefined) return null;
  const itls = reader.list(value, 'itls');
  const starts = reader.numbers(value, 'start_times', Number.NEGATIVE_INFINITY);
  for (const [key, list] of Object.entries({
    output_lens: outputs,
    ttfts,
    itls,
    start_times: starts,
  })) {
    if (list === undefined || list.length === prompts.length) continue;
    const message = `${key} has ${list.length} entries, input_lens ${prompts.length}`;
    reader.problem(key, message, 'write the export again');
    return null;
  }
  const rows = prompts.flatMap((promptTokens, index): MeasuredRequest[] => {
    const outputTokens = outputs[index] ?? 0;
    const ttft = ttfts[index] ?? 0;
    // A request that failed has neither answer nor time.
    if (promptTokens < 1 || outputTokens < 1 || ttft <= 0) return [];
    const gaps = Array.isArray(itls?.[index]) ? (itls[index] as readonly unknown[]) : [];
    const decode = gaps.reduce<number>((sum, gap) => sum + (typeof gap === 'number' ? gap : 0), 0);
    const known = gaps.length > 0;
    return [
      {
        arrivalSeconds: starts?.[index] ?? null,
        promptTokens,
        outputTokens,
        ttftSeconds: ttft,
        tpotSeconds: known && outputTokens > 1 ? decode / (outputTokens - 1) : null,
        e2eSeconds: known ? ttft + decode : null,
      },
    ];
  });
  return rows.length === 0 ? null : fromFirstArrival(rows);
}
