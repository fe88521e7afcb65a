import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { textTable } from '../src/report/text-table.ts';

export interface BenchOptions {
  /** A tenth of the size or less, fewer rounds: shows that the bench works, not how fast the code is. */
  readonly quick: boolean;
  readonly json: boolean;
}

/** `--quick`, `--json`, and nothing else: an option that nobody reads would be a lie. */
export function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  return { quick: values.quick === true, json: values.json === true };
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: { readonly atLeast: number } | { readonly below: number };
  /** What stands behind the figure, where the name does not say it all. */
  readonly note?: string;
}

export interface BenchReport {
  readonly bench: string;
  readonly options: BenchOptions;
  /** What the figures include and leave out, one sentence each. */
  readonly includes: readonly string[];
  readonly figures: readonly Figure[];
}

/** Prints a table for people, or one JSON document. Goals stand beside the figures; nothing fails on a slow machine. */
export function printReport(report: BenchReport): void {
  process.stdout.write(report.options.json ? jsonText(report) : tableText(report));
}

/** A word on what is being measured, for who waits. */
export function say(text: string): void {
  process.stderr.write(`… ${text}\n`);
}

/** A figure as soon as it is measured, for who waits: a long bench that is stopped has told what it knew. */
export function sayFigure(figure: Figure): void {
  say(`  ${rowOf(figure).filter(Boolean).join('  ')}`);
}

function meets({ value, goal }: Figure): boolean | null {
  if (goal === undefined) return null;
  return 'atLeast' in goal ? value >= goal.atLeast : value < goal.below;
}

function machine() {
  const { version, platform, arch } = process;
  const all = cpus();
  return { node: version, platform, arch, cpu: all[0]?.model ?? 'unknown', cores: all.length };
}

function jsonText({ bench, options, includes, figures }: BenchReport): string {
  const rows = figures.map((figure) => ({ ...figure, met: meets(figure) }));
  const { quick } = options;
  return `${JSON.stringify({ bench, quick, machine: machine(), includes, figures: rows }, null, 2)}\n`;
}

function tableText({ bench, options, includes, figures }: BenchReport): string {
  const rows = figures.map(rowOf);
  const { node, cpu, cores } = machine();
  const size = options.quick ? ' (--quick: a tenth of the size, not to be quoted)' : '';
  return [
    `bench:${bench}${size} on Node ${node}, ${cores} × ${cpu}`,
    ...includes.map((sentence) => `  ${sentence}`),
    `${textTable(['figure', 'measured', 'unit', 'goal', '', 'note'], rows, [0, 2, 4, 5])}\n`,
  ].join('\n');
}

function rowOf(figure: Figure): string[] {
  const met = meets(figure);
  return [
    figure.name,
    number(figure.value),
    figure.unit,
    goalText(figure.goal),
    met === null ? '' : met ? 'met' : 'missed',
    figure.note ?? '',
  ];
}

function goalText(goal: Figure['goal']): string {
  if (goal === undefined) return '';
  return 'atLeast' in goal ? `≥ ${number(goal.atLeast)}` : `< ${number(goal.below)}`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: value >= 1000 ? 4 : 3 });
}
