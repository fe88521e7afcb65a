import { assertNever } from '../../base/assert.ts';
import type { DurationSpec } from '../../policy/duration/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawDuration } from '../schema/duration.ts';

/** Completes a law of times; a bare time is fixed. */
export function resolveDuration(raw: RawDuration, path: Path, reporter: Reporter): DurationSpec {
  if (typeof raw === 'number') return { law: 'fixed', seconds: raw };
  switch (raw.distribution) {
    case 'fixed':
      return { law: raw.distribution, seconds: raw.value };
    case 'uniform':
      if (raw.min > raw.max) {
        const message = `min ${raw.min} s is above max ${raw.max} s`;
        reporter.error([...path, 'min'], message, `write min: ${raw.max} s or less`);
      }
      return { law: raw.distribution, minSeconds: raw.min, maxSeconds: raw.max };
    case 'exponential':
      return { law: raw.distribution, meanSeconds: raw.mean };
    case 'lognormal':
    case 'weibull':
      return { law: raw.distribution, meanSeconds: raw.mean, cv: raw.cv };
    default:
      return assertNever(raw);
  }
}
