import type { CompiledFailure } from '../../compile/compiled.ts';
import type { Agenda } from './agenda.ts';
import type { ReplicaSet } from './replica-set.ts';

/** Whose turn it is, when, and what to call when that is over. */
export type Turn = readonly [index: number, seconds: number, after: (seconds: number) => void];

/**
 * From its instant on, an upgrade befalls the replicas of a pool in turns, `atOnce` at a time: all, or where they come and
 * go (`set`) those that serve then. A turn of which `upgrade` says that there is nothing to do is over at once.
 */
export function scheduleUpgrade(
  { when, units, atOnce }: CompiledFailure,
  agenda: Agenda,
  upgrade: (...turn: Turn) => boolean,
  set: Pick<ReplicaSet, 'beginUpgrade'> | null,
): void {
  if (!('atSeconds' in when)) return;
  const left = units.flat();
  let out = 0;
  const next = (seconds: number) => {
    while (out < atOnce && left.length > 0) {
      const begun = upgrade(left.shift()!, seconds, (now) => {
        out--;
        next(now);
      });
      if (begun) out++;
    }
  };
  agenda.add(when.atSeconds, (seconds) => {
    if (set !== null) left.splice(0, left.length, ...set.beginUpgrade());
    next(seconds);
  });
}
