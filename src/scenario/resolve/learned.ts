import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawProgram } from '../schema/strategy.ts';
import type { LearnedSpec } from '../thinking.ts';

/** Completes a learned strategy; what tells a busy cluster apart is of use where it looks at the queue. */
export function resolveLearned(
  raw: Extract<RawProgram, { kind: 'learned' }> & { readonly model?: string | undefined },
  path: Path,
  reporter: Reporter,
): LearnedSpec {
  const { kind, maxSamples, price, features, exploration, episodes, trainingSeed, model } = raw;
  const { busyFrom = 100, busyPrice = 4 } = raw;
  const seesQueue = features.includes('queue');
  for (const [key, value] of Object.entries({ busyFrom, busyPrice })) {
    const isWritten = raw[key as 'busyFrom' | 'busyPrice'] !== undefined;
    if (seesQueue && !isWritten) reporter.useDefault([...path, key], value);
    if (seesQueue || !isWritten) continue;
    const message = 'does nothing: features do not name queue';
    reporter.error([...path, key], message, `add queue to features, or leave ${key} out`);
  }
  for (const [i, feature] of features.entries()) {
    if (features.indexOf(feature) === i) continue;
    reporter.error([...path, 'features', i], `${feature} is named twice`, 'name each once');
  }
  return {
    ...{ kind, maxSamples, price, busyPrice, busyFrom },
    ...{ features, exploration, episodes, trainingSeed },
    ...(model === undefined ? {} : { model }),
  };
}
