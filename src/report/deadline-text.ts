import type { LadderFigures } from '../summary/ladder.ts';
import type { RunSummary } from '../summary/run-summary.ts';
import { percent, seconds, whole } from './numbers.ts';

type Row = [label: string, text: string];

/** A line of the summary for each workload with a hard deadline. */
export function deadlineRows({ classes }: Pick<RunSummary, 'classes'>): Row[] {
  return Object.entries(classes).flatMap(([name, { deadline }]): Row[] => {
    if (deadline === undefined) return [];
    const { seconds: due, marginSeconds, missed, missedShare, ladder } = deadline;
    const below = ladder === undefined ? [] : ladderRows(ladder);
    const count =
      missed === 0 ? 'none missed' : `${whole(missed)} missed (${percent(missedShare)})`;
    if (marginSeconds === null)
      return [['deadline', `${seconds(due)} of ${name}: ${count}`], ...below];
    const margin =
      marginSeconds >= 0
        ? `${seconds(marginSeconds)} left after all but one in ten thousand`
        : `one in ten thousand is ${seconds(-marginSeconds)} late or more`;
    return [['deadline', `${seconds(due)} of ${name}: ${count}; ${margin}`], ...below];
  });
}

/** How often it went down, and what was done on each rung. */
function ladderRows({ descents, skipped, accuracyInTime, rungs }: LadderFigures): Row[] {
  const times = descents === 1 ? 'once' : `${whole(descents)} times`;
  const went = descents === 0 ? 'never went down' : `went down ${times}`;
  const left = skipped === 0 ? '' : `; ${whole(skipped)} skipped on purpose, and missed`;
  const right =
    accuracyInTime === null
      ? ''
      : `; accuracy ${percent(accuracyInTime)}, what was not in time counted as wrong`;
  return [
    ['ladder', `${went}${left}${right}`],
    ...rungs.map(({ rung, share, inTimeShare, accuracy }): Row => {
      const inTime = inTimeShare === null ? '' : `, ${percent(inTimeShare)} of them in time`;
      const good = accuracy === null ? '' : `, accuracy ${percent(accuracy)}`;
      return ['', `  ${rung}: ${percent(share)} of the requests${inTime}${good}`];
    }),
  ];
}
