import { secondsPer } from './aiperf.ts';
import { figuresOfRequests, fromFirstArrival } from './figures.ts';
import { isObject, JsonReader, valueAt } from './json.ts';
import {
  emptyRow,
  type JsonDocument,
  type MeasuredFormat,
  type MeasuredRequest,
  type Problem,
} from './port.ts';
import { valuesOf } from './vllm.ts';

/** AIPerf's profile_export.jsonl: one request a line. Those that failed are counted, and left out. */
export const aiperfRecords: MeasuredFormat = {
  id: 'aiperf-records',
  describe: 'profile_export.jsonl of AIPerf, one request a line',
  matches: ({ documents }) =>
    documents !== null && documents.length > 0 && documents.every(({ value }) => isRecord(value)),
  read: ({ documents }) => {
    const problems: Problem[] = [];
    const read = (documents ?? []).map((document) => {
      const reader = new JsonReader(document);
      const request = requestOf(document, reader);
      problems.push(...reader.problems);
      return request;
    });
    const done = read.filter((request) => request !== null);
    const requests = fromFirstArrival(done);
    const failed = read.length - done.length;
    return {
      rows: [
        {
          ...emptyRow,
          promptTokens: valuesOf(requests, 'promptTokens'),
          outputTokens: valuesOf(requests, 'outputTokens'),
          requestCount: requests.length,
          requests,
          figures: figuresOfRequests(requests),
          unusable: requests.length === 0 ? 'no request completed' : null,
        },
      ],
      problems,
      notes: failed === 0 ? [] : [`${failed} requests failed or lack lengths: left out`],
    };
  },
};

function isRecord(value: unknown): boolean {
  return isObject(value) && isObject(value['metadata']) && 'metrics' in value;
}

function requestOf({ value }: JsonDocument, reader: JsonReader): MeasuredRequest | null {
  const metric = (key: string) => valueAt(value, 'metrics', key);
  const tokens = (key: string) => reader.number(metric(key), 'value', { min: 0 });
  const seconds = (key: string): number | null => {
    const number = reader.number(metric(key), 'value', { min: 0 });
    const scale = secondsPer(valueAt(metric(key), 'unit') ?? 'ms');
    return number === undefined || scale === undefined ? null : number * scale;
  };
  const promptTokens = tokens('input_sequence_length');
  const outputTokens = tokens('output_sequence_length') ?? tokens('output_token_count');
  const failed = valueAt(value, 'error');
  if (failed !== undefined && failed !== null) return null;
  if (promptTokens === undefined || outputTokens === undefined) return null;
  if (promptTokens < 1 || outputTokens < 1) return null;
  const start = reader.number(valueAt(value, 'metadata'), 'request_start_ns', { min: 0 });
  return {
    arrivalSeconds: start === undefined ? null : start / 1e9,
    promptTokens,
    outputTokens,
    ttftSeconds: seconds('time_to_first_token'),
    tpotSeconds: seconds('inter_token_latency'),
    e2eSeconds: seconds('request_latency'),
  };
}
