import { figureOf, haveCopies, isSwamped, type ReplicationResult } from '../summary/best-points.ts';
import { copiesReason } from '../summary/copies.ts';
import { shownMetrics } from '../summary/metric-traits.ts';
import { leastInWindow } from '../summary/window-share.ts';
import { percent, whole } from './numbers.ts';

type Point = readonly ReplicationResult[];

const placeOf = (metric: string) => shownMetrics.findIndex(({ name }) => name === metric);

const pointsWord = (count: number) => (count === 1 ? '1 point' : `${whole(count)} points`);

/** What to know of a sweep's figures: why these metrics have no interval at repeated points, and whose energy is too low. */
export function sweepNotes(
  points: readonly Point[],
  metrics: readonly string[],
): readonly string[] {
  const repeated = points.filter(({ length }) => length > 1);
  const copied = repeated.filter(haveCopies).length;
  const isSteady = repeated.some(
    (replications) =>
      !haveCopies(replications) && metrics.some((metric) => isSteadyAt(replications, metric)),
  );
  const swamped = points.filter(isSwamped).length;
  const notes: string[] = [];
  if (copied > 0) {
    notes.push(
      `the replications of ${pointsWord(copied)} are copies of each other, so there are no intervals: ${copiesReason}`,
    );
  }
  if (isSteady) {
    notes.push(
      'a figure without an interval is the same in all replications: its error is not known',
    );
  }
  if (swamped > 0) {
    notes.push(
      `at ${pointsWord(swamped)} fewer than ${percent(leastInWindow)} as many requests completed between the end of the warm-up and the end of the arrivals as were measured: joules per request and per output token are too low there, and take no part in the search for the best`,
    );
  }
  return notes;
}

function isSteadyAt(replications: Point, metric: string): boolean {
  const place = placeOf(metric);
  const known = replications.filter(({ metrics }) => !Number.isNaN(metrics[place]));
  return known.length > 1 && figureOf(known, place).interval === null;
}

/** Metrics that a sweep without a task does not lack. */
const ofAnswers = ['accuracy', 'joules_per_correct_answer'];

/** Why figures of the document are null: the notes, and what the text shows by other means. */
export function documentWarnings(points: readonly Point[]): readonly string[] {
  const wholeOf = (point: Point) => point.filter(({ status }) => status !== 'failed');
  const lost = points.filter((point) => wholeOf(point).length === 0).length;
  const single = points.filter((point) => wholeOf(point).length === 1).length;
  const answers = points.some((point) => figureOf(point, placeOf('accuracy')).mean !== null);
  const absent = shownMetrics
    .map(({ name }) => name)
    .filter((metric) => answers || !ofAnswers.includes(metric))
    .filter((metric) =>
      points.some(
        (point) => wholeOf(point).length > 0 && figureOf(point, placeOf(metric)).mean === null,
      ),
    );
  const names = shownMetrics.map(({ name }) => name);
  const warnings = [...sweepNotes(points, names)];
  if (lost > 0) {
    warnings.push(`every mean of ${pointsWord(lost)} is null: all replications failed`);
  }
  if (single > 0) {
    warnings.push(
      `every ci of ${pointsWord(single)} is null: one replication tells no error; sweep with --replications 5`,
    );
  }
  if (absent.length > 0) {
    warnings.push(
      `the mean of ${absent.join(', ')} is null at some points: the warnings in the manifest.json of such a point say why`,
    );
  }
  return warnings;
}
