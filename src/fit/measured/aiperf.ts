import { figuresOf } from './figures.ts';
import { isObject, JsonReader, valueAt } from './json.ts';
import {
  emptyRow,
  type JsonDocument,
  type Lengths,
  type Load,
  type MeasuredFormat,
  type MeasuredRow,
} from './port.ts';

/** The summary that AIPerf (profile_export_aiperf.json) and genai-perf (profile_export_genai_perf.json) write. */
export const aiperf: MeasuredFormat = {
  id: 'aiperf',
  describe: 'JSON summary of AIPerf or genai-perf',
  matches: ({ documents }) => documents?.length === 1 && isSummary(documents[0]?.value),
  read: ({ documents }) => {
    const [document] = documents ?? [];
    if (document === undefined) return { rows: [], problems: [], notes: [] };
    const reader = new JsonReader(document);
    return { rows: [readSummary(document, reader)], problems: reader.problems, notes: [] };
  },
};

function isSummary(value: unknown): boolean {
  return ['time_to_first_token', 'request_latency', 'output_sequence_length'].some(
    (key) => valueAt(value, key, 'avg') !== undefined,
  );
}

/** How many seconds a unit of time has, as the tools write units; undefined for another unit. */
export function secondsPer(unit: unknown): number | undefined {
  const units: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, sec: 1 };
  return typeof unit === 'string' ? units[unit.toLowerCase().replace(/s?econds$/, 's')] : undefined;
}

function readSummary(document: JsonDocument, reader: JsonReader): MeasuredRow {
  const { value } = document;
  const time = (key: string) => {
    const block = valueAt(value, key);
    const scale = secondsPer(valueAt(block, 'unit') ?? 'ms');
    if (isObject(block) && scale === undefined) {
      reader.problem(key, `${key} has an unknown unit`, 'write ns, us, ms or s');
    }
    const scaled = (statistic: string) => {
      const number = reader.number(block, statistic, { min: 0 });
      return number === undefined ? undefined : number * (scale ?? 1);
    };
    return { mean: scaled('avg'), p50: scaled('p50') };
  };
  const lengths = (key: string): Lengths | null => {
    const mean = reader.number(valueAt(value, key), 'avg', { min: 0 });
    return mean === undefined || mean === 0 ? null : { kind: 'values', values: [mean] };
  };
  const model = modelOf(value);
  const count = reader.number(valueAt(value, 'request_count'), 'avg', { min: 0 });
  return {
    ...emptyRow,
    line: document.line,
    setting: model === undefined ? {} : { model },
    load: loadOf(value, reader),
    promptTokens: lengths('input_sequence_length'),
    outputTokens: lengths('output_sequence_length'),
    requestCount: count === undefined ? null : Math.round(count),
    figures: figuresOf({
      ttft: time('time_to_first_token'),
      tpot: time('inter_token_latency'),
      e2e: time('request_latency'),
      throughput: {
        mean: reader.number(valueAt(value, 'output_token_throughput'), 'avg', { min: 0 }),
      },
    }),
  };
}

function modelOf(value: unknown): string | undefined {
  const config = valueAt(value, 'input_config');
  const named =
    valueAt(config, 'endpoint', 'model_names') ??
    valueAt(config, 'model_names') ??
    valueAt(config, 'model');
  const first: unknown = Array.isArray(named) ? named[0] : named;
  return typeof first === 'string' ? first : undefined;
}

/** The load as AIPerf has it, or genai-perf, whose later versions pass it to perf_analyzer as a stimulus. */
function loadOf(value: unknown, reader: JsonReader): Load | null {
  const config = valueAt(value, 'input_config');
  const places = [valueAt(config, 'loadgen'), valueAt(config, 'perf_analyzer', 'stimulus'), config];
  for (const place of places) {
    const concurrency = reader.number(single(place), 'concurrency', { min: 1 });
    if (concurrency !== undefined) return { kind: 'closed-loop', concurrency };
    const ratePerSecond = reader.number(single(place), 'request_rate', { above: 0 });
    if (ratePerSecond !== undefined) return { kind: 'open', ratePerSecond, burstiness: 1 };
  }
  return null;
}

/** With lists of one value as that value: the tools write sweeps of one point so. */
function single(place: unknown): unknown {
  if (!isObject(place)) return place;
  const entries = Object.entries(place).map(([key, value]): [string, unknown] => [
    key,
    Array.isArray(value) && value.length === 1 ? value[0] : value,
  ]);
  return Object.fromEntries(entries);
}
