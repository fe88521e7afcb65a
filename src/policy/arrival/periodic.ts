import { createKeyedSource } from '../../base/random/hash.ts';
import { Calendar } from '../../kernel/calendar.ts';
import { lane } from '../../kernel/lanes.ts';
import type { TimedDefinition, TimedSpec } from './port.ts';

/**
 * Sources that each send once per period, as cameras do: frame k of source i comes at
 * (phase + k + lateness)·period. Phases are uniform over `phaseSpread` of a period (0: all at once),
 * lateness over `jitterShare` of it, at most 1, so that no frame overtakes the one before. Draws
 * belong to (source, frame): one more source shifts nobody's. O(log sources) per arrival.
 */
export const periodic: TimedDefinition<Extract<TimedSpec, { process: 'periodic' }>> = {
  create({ ratePerSecond, sources, phaseSpread, jitterShare }, { key }) {
    const periodSeconds = sources / ratePerSecond;
    const draws = createKeyedSource(key);
    const phases = new Float64Array(sources);
    const frames = new Float64Array(sources);
    const due = new Calendar(sources);
    const schedule = (source: number) => {
      const frame = frames[source]!;
      let late = 0;
      if (jitterShare > 0) {
        draws.seat(source, frame + 1);
        late = jitterShare * draws.source();
      }
      due.set(source, (phases[source]! + frame + late) * periodSeconds, lane.arrival);
    };
    for (let source = 0; source < sources; source++) {
      draws.seat(source, 0);
      phases[source] = phaseSpread * draws.source();
      schedule(source);
    }
    return () => {
      const seconds = due.nextTime;
      const source = due.nextSlot;
      frames[source]!++;
      schedule(source);
      return seconds;
    };
  },
};
