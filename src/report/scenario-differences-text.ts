import type { ScenarioDifference } from '../summary/scenario-differences.ts';

/** Scenario differences beyond this many are counted, not shown. */
const mostDifferences = 15;

/** Characters that are shown of a value. */
const longestValue = 60;

/** In what two scenarios differ, a line for each place. */
export function scenarioDifferencesText(differences: readonly ScenarioDifference[]): string {
  if (differences.length === 0) return 'the scenarios are the same';
  const shown = differences.slice(0, mostDifferences);
  const width = Math.max(...shown.map(({ path }) => path.length));
  const lines = shown.map(
    ({ path, a, b }) => `  ${path.padEnd(width)}  ${valueText(a)} → ${valueText(b)}`,
  );
  const hidden = differences.length - shown.length;
  if (hidden > 0) lines.push(`  … and ${hidden} more (--json has all)`);
  return ['the scenarios differ in', ...lines].join('\n');
}

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}
