import type { ClientBehaviour } from '../clients.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawClients } from '../schema/clients.ts';
import { resolveDuration } from './duration.ts';

/** Completes what clients do beside waiting; nothing where they do nothing. */
export function resolveClients(raw: RawClients, path: Path, reporter: Reporter): ClientBehaviour {
  const { cancel, retry, hedge, defer } = raw;
  if (retry !== 'none') checkRetry(retry, [...path, 'retry'], reporter);
  return {
    ...(cancel !== 'none' && {
      cancel: {
        patience: resolveDuration(cancel.patience, [...path, 'cancel', 'patience'], reporter),
        until: cancel.until,
      },
    }),
    ...(retry !== 'none' && {
      retry: {
        maxAttempts: retry.maxAttempts,
        baseSeconds: retry.base,
        multiplier: retry.multiplier,
        capSeconds: retry.cap,
        jitter: retry.jitter,
        on: [...new Set(retry.on)].sort(),
      },
    }),
    ...(hedge !== 'none' && { hedge: { afterSeconds: hedge.after, max: hedge.max } }),
    ...(defer !== 'none' && {
      defer: { policy: defer.policy, slackSeconds: defer.slack, tolerance: defer.tolerance },
    }),
  };
}

/** Keys of `retry` that would change nothing. */
function checkRetry(
  { maxAttempts, base, cap }: Exclude<RawClients['retry'], 'none'>,
  path: Path,
  reporter: Reporter,
): void {
  if (maxAttempts === 1) {
    const message = 'a client that asks once does not ask again';
    reporter.error([...path, 'maxAttempts'], message, 'write 2 or more, or retry: none');
  }
  if (cap < base) {
    const message = `no wait is longer than the cap of ${cap} s, and the first would be ${base} s`;
    reporter.error([...path, 'cap'], message, `write ${base}s or more`);
  }
}
