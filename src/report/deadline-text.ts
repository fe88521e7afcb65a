import type { RunSummary } from '../summary/run-summary.ts';
import { percent, seconds, whole } from './numbers.ts';

type Row = [label: string, text: string];

/** A line of the summary for each workload with a hard deadline. */
export function deadlineRows({ classes }: Pick<RunSummary, 'classes'>): Row[] {
  return Object.entries(classes).flatMap(([name, { deadline }]): Row[] => {
    if (deadline === undefined) return [];
    const { seconds: due, marginSeconds, missed, missedShare } = deadline;
    const count =
      missed === 0 ? 'none missed' : `${whole(missed)} missed (${percent(missedShare)})`;
    if (marginSeconds === null) return [['deadline', `${seconds(due)} of ${name}: ${count}`]];
    const margin =
      marginSeconds >= 0
        ? `${seconds(marginSeconds)} left after all but one in ten thousand`
        : `one in ten thousand is ${seconds(-marginSeconds)} late or more`;
    return [['deadline', `${seconds(due)} of ${name}: ${count}; ${margin}`]];
  });
}
