import { textTable } from '../../src/report/text-table.ts';
import { goalsText } from './goals.ts';
import { kindOf } from './kinds.ts';
import type { ErrorSummary } from './statistics.ts';
import type { Coverage, SkippedRows } from './verdict.ts';

/** What the bench prints for people. */
export interface Printed {
  readonly summaries: readonly ErrorSummary[];
  readonly coverage: readonly Coverage[];
  readonly skipped: readonly SkippedRows[];
  readonly seconds: number;
}

/** Errors, what was left out and why, and the verdict. */
export function reportText(printed: Printed): string {
  const { summaries, coverage, skipped, seconds } = printed;
  const files = coverage.map(({ file }) => fileText(file, summaries, skipped));
  return [
    'bench:fidelity: errors are of predicted ÷ measured − 1, in per cent; bias is their mean; macro = mean over model × accelerator',
    ...files,
    overallText(summaries),
    goalsText(summaries),
    verdictText(coverage),
    `${seconds.toFixed(0)} s\n`,
  ].join('\n\n');
}

const numbersOf = ({ n, medianApe, p90Ape, bias, skipped, suspect }: ErrorSummary) => [
  String(n),
  percent(medianApe),
  percent(p90Ape),
  bias === null ? '' : `${bias > 0 ? '+' : ''}${percent(bias)}`,
  String(skipped),
  String(suspect),
];

const head = ['n', 'median', '90th', 'bias', 'skipped', 'suspect'];

function fileText(
  file: string,
  summaries: readonly ErrorSummary[],
  skipped: readonly SkippedRows[],
): string {
  const own = summaries.filter(
    ({ file: of, group, n }) => of === file && (group === 'all' || n > 0),
  );
  const rows = own.map((summary) => [summary.metric, summary.group, ...numbersOf(summary)]);
  const left = skipped
    .filter((each) => each.file === file)
    .map(({ rows: count, unmarked, reason, rowIds }) => {
      const marked = unmarked === count ? '' : ` (${count - unmarked} of them suspect)`;
      return `  skipped ${count}${marked}, such as ${rowIds[0]}: ${reason}`;
    });
  const play = kindOf(file)?.play ?? 'nothing that the bench knows';
  return [
    `${file}\n  played as ${play}`,
    textTable(['metric', 'group', ...head], rows, [0, 1]),
    ...left,
  ].join('\n');
}

function overallText(summaries: readonly ErrorSummary[]): string {
  const rows = summaries
    .filter(({ group }) => group === 'all')
    .map((summary) => [
      summary.file,
      summary.metric,
      ...numbersOf(summary),
      percent(summary.macroMedianApe ?? null),
      percent(summary.macroP90Ape ?? null),
    ]);
  const columns = ['file', 'metric', ...head, 'macro median', 'macro 90th'];
  return `All files\n${textTable(columns, rows, [0, 1])}`;
}

function verdictText(coverage: readonly Coverage[]): string {
  const short = coverage.filter(({ enough }) => !enough);
  if (short.length === 0)
    return 'every file has predictions for 95 % of its unmarked rows and more';
  const lines = short.map(({ file, rows, predicted }) => {
    return `  ${file}: ${predicted} of ${rows} unmarked rows`;
  });
  return `FAILED: less than 95 % of the unmarked rows predicted in\n${lines.join('\n')}`;
}

function percent(value: number | null): string {
  if (value === null) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1);
}
