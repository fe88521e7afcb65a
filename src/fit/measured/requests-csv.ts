import { figuresOfRequests, fromFirstArrival, ofMilliseconds } from './figures.ts';
import { emptyRow, type MeasuredFormat, type MeasuredRequest, type Problem } from './port.ts';
import { settingOf } from './rows-csv.ts';
import { headerOf, tableRows } from './table.ts';
import { valuesOf } from './vllm.ts';

const arrivals = ['arrival_seconds', 'arrival_s'];
const prompts = ['prompt_tokens', 'input_tokens'];
const outputs = ['output_tokens'];

/**
 * Our own CSV of single requests: `arrival_seconds` (`arrival_s`), `prompt_tokens` (`input_tokens`), `output_tokens`, and of
 * `ttft_ms`, `tpot_ms` and `e2e_ms` what was measured. `ttft_from_arrival_ms` is preferred where a client counts its TTFT
 * from a later instant. The columns of a setting (rows-csv.ts) are read from the first line.
 */
export const requestsCsv: MeasuredFormat = {
  id: 'tailwatt-requests',
  describe:
    'our CSV of requests: arrival_seconds, prompt_tokens, output_tokens, ttft_ms, e2e_ms, …',
  matches: ({ text }) => {
    const names = headerOf(text);
    const has = (columns: readonly string[]) => columns.some((name) => names?.includes(name));
    return names !== null && has(arrivals) && has(prompts) && has(outputs);
  },
  read: ({ text }) => {
    const problems: Problem[] = [];
    const rows = tableRows(text, problems);
    const requests = fromFirstArrival(
      rows.flatMap((row): MeasuredRequest[] => {
        const arrivalSeconds = row.number(arrivals, { min: Number.NEGATIVE_INFINITY });
        const promptTokens = row.count(...prompts);
        const outputTokens = row.count(...outputs);
        const milliseconds = (...names: string[]) => ofMilliseconds(row.number(names)) ?? null;
        const request = {
          ttftSeconds: milliseconds('ttft_from_arrival_ms', 'ttft_ms'),
          tpotSeconds: milliseconds('tpot_ms', 'itl_ms'),
          e2eSeconds: milliseconds('e2e_ms'),
        };
        for (const [names, value] of [
          [arrivals, arrivalSeconds],
          [prompts, promptTokens],
          [outputs, outputTokens],
        ] as const) {
          if (value !== undefined || row.text(...names) !== '') continue;
          const message = `${names.join(' or ')} is empty`;
          problems.push({
            line: row.line,
            column: 1,
            message,
            fix: 'fill it in, or drop the line',
          });
        }
        if (arrivalSeconds === undefined) return [];
        if (promptTokens === undefined || outputTokens === undefined) return [];
        return [{ arrivalSeconds, promptTokens, outputTokens, ...request }];
      }),
    );
    const [first] = rows;
    return {
      rows: [
        {
          ...emptyRow,
          setting: first === undefined ? {} : settingOf(first),
          promptTokens: valuesOf(requests, 'promptTokens'),
          outputTokens: valuesOf(requests, 'outputTokens'),
          requestCount: requests.length,
          requests,
          figures: figuresOfRequests(requests),
          unusable: requests.length === 0 ? 'the table has no requests' : null,
        },
      ],
      problems,
      notes: [],
    };
  },
};
