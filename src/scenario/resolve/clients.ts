import type { ClientBehaviour } from '../clients.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawClients } from '../schema/clients.ts';
import { resolveDuration } from './duration.ts';

/** Completes what clients do beside waiting; nothing where they do nothing. */
export function resolveClients(raw: RawClients, path: Path, reporter: Reporter): ClientBehaviour {
  const { cancel, retry } = raw;
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
  };
}
