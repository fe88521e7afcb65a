import type { LinkFailure } from '../../scenario/fabric.ts';
import type { Agenda } from '../fleet/agenda.ts';
import { createDurationSampler } from '../fleet/durations.ts';

/** What failures act on: when, and what becomes of the links of a cable that fails or comes back. */
interface Cabling {
  readonly agenda: Agenda;
  readonly setDown: (links: readonly number[], isDown: boolean, seconds: number) => void;
}

/**
 * Puts the failures of cables on the agenda: of one at an instant, or of each, time and again, so long after its repair.
 * Each draws from streams of its own, named by the number of the failure, the cable and the purpose.
 */
export function planCableFailures(
  failures: readonly LinkFailure[],
  cables: ReadonlyMap<string, readonly number[]>,
  { agenda, setDown }: Cabling,
  streamOf: (failure: number, cable: string, purpose: string) => () => number,
): void {
  const strike = (
    links: readonly number[],
    seconds: number,
    lasts: () => number,
    after: (now: number) => void,
  ) => {
    setDown(links, true, seconds);
    agenda.add(seconds + lasts(), (now) => {
      setDown(links, false, now);
      after(now);
    });
  };
  for (const [index, { when, duration }] of failures.entries()) {
    if ('cable' in when) {
      const lasts = createDurationSampler(duration, streamOf(index, when.cable, 'repair'));
      const links = cables.get(when.cable) ?? [];
      agenda.add(when.atSeconds, (now) => strike(links, now, lasts, () => {}));
      continue;
    }
    for (const [cable, links] of cables) {
      const between = createDurationSampler(when.timeBetween, streamOf(index, cable, 'failure'));
      const lasts = createDurationSampler(duration, streamOf(index, cable, 'repair'));
      const again = (now: number) =>
        agenda.add(now + between(), (then) => strike(links, then, lasts, again));
      again(0);
    }
  }
}
