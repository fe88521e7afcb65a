import { textTable } from '../../src/report/text-table.ts';
import type { ErrorSummary } from './statistics.ts';

/** What rows that nobody fitted should come out at, in per cent. Where the rows are fitted ones, `met` says less. */
interface Goal {
  readonly name: string;
  readonly file: RegExp;
  readonly metric: string;
  /** One group, by its label; all of them, as macro means, when absent. */
  readonly accelerator?: string;
  readonly median: number;
  readonly p90: number | null;
}

const goals: readonly Goal[] = [
  { name: 'decode step', file: /^steps_/, metric: 'decode_step_ms', median: 4, p90: 10 },
  {
    name: 'TPOT, newer chips',
    file: /inferencex/,
    metric: 'tpot_ms',
    accelerator: 'B200',
    median: 12,
    p90: 30,
  },
  { name: 'TPOT, other models', file: /inferencex/, metric: 'tpot_ms', median: 10, p90: 25 },
  { name: 'TPOT, other loads', file: /apex/, metric: 'tpot_mean_s', median: 5, p90: 15 },
  { name: 'TTFT', file: /inferencex/, metric: 'ttft_ms', median: 15, p90: 40 },
  { name: 'TTFT', file: /apex/, metric: 'ttft_mean_s', median: 15, p90: 40 },
  { name: 'TTFT', file: /mlperf/, metric: 'ttft_mean_ms', median: 15, p90: 40 },
  {
    name: 'offline throughput',
    file: /trtllm/,
    metric: 'output_tok_per_s_total',
    median: 12,
    p90: 30,
  },
  {
    name: 'watts',
    file: /energy_mlenergy_llm/,
    metric: 'avg_power_watts_per_gpu',
    median: 6,
    p90: 15,
  },
  {
    name: 'joules per token, H100',
    file: /mlenergy_llm/,
    metric: 'energy_per_token_joules',
    accelerator: 'H100',
    median: 8,
    p90: 20,
  },
  {
    name: 'joules per token, B200',
    file: /mlenergy_llm/,
    metric: 'energy_per_token_joules',
    accelerator: 'B200',
    median: 12,
    p90: 30,
  },
  { name: 'replay, mean TPOT', file: /^requests_/, metric: 'tpot_mean_ms', median: 3, p90: null },
  { name: 'replay, mean E2E', file: /^requests_/, metric: 'e2e_mean_ms', median: 4, p90: null },
  { name: 'replay, TTFT p99', file: /^requests_/, metric: 'ttft_p99_ms', median: 10, p90: null },
];

/** Goals beside what was reached, each met or missed; '' where no file has any of them. */
export function goalsText(summaries: readonly ErrorSummary[]): string {
  const rows = goals.flatMap((goal) => {
    const reached = reachedBy(goal, summaries);
    if (reached === null) return [];
    const met = reached.median <= goal.median && (goal.p90 === null || reached.p90 <= goal.p90);
    const wanted = goal.p90 === null ? `${goal.median}` : `${goal.median} and ${goal.p90}`;
    const figures = [reached.median.toFixed(1), reached.p90.toFixed(1)];
    return [[goal.name, reached.file, goal.metric, wanted, ...figures, met ? 'met' : 'missed']];
  });
  if (rows.length === 0) return '';
  const head = ['goal', 'file', 'metric', 'at most', 'median', '90th', ''];
  return `Goals for rows that nobody fitted, beside these, many of which were; means over model × accelerator (--left-out refits without a part)\n${textTable(head, rows, [0, 1, 2, 6])}`;
}

/** Mean of medians and of 90ths over the groups that a goal is about; null where there are none. */
function reachedBy(goal: Goal, summaries: readonly ErrorSummary[]) {
  const { accelerator } = goal;
  const own = summaries.filter(
    ({ file, metric, group, medianApe }) =>
      goal.file.test(file) &&
      metric === goal.metric &&
      group !== 'all' &&
      medianApe !== null &&
      (accelerator === undefined || group.includes(`| ${accelerator} |`)),
  );
  const [first] = own;
  if (first === undefined) return null;
  const meanOf = (figure: (of: ErrorSummary) => number | null) =>
    own.reduce((sum, each) => sum + (figure(each) ?? 0), 0) / own.length;
  return {
    file: first.file,
    median: meanOf(({ medianApe }) => medianApe),
    p90: meanOf(({ p90Ape }) => p90Ape),
  };
}
