import type { CompiledFailure } from '../../compile/compiled.ts';
import type { Agenda } from './agenda.ts';

/** From its instant on, an upgrade befalls the replicas of a pool in turns, `atOnce` at a time. */
export function scheduleUpgrade(
  { when, units, atOnce }: CompiledFailure,
  agenda: Agenda,
  upgrade: (index: number, seconds: number, after: (seconds: number) => void) => void,
): void {
  if (!('atSeconds' in when)) return;
  const left = units.flat();
  let out = 0;
  const next = (seconds: number) => {
    while (out < atOnce && left.length > 0) {
      out++;
      upgrade(left.shift()!, seconds, (now) => {
        out--;
        next(now);
      });
    }
  };
  agenda.add(when.atSeconds, next);
}
