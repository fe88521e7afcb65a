import type { Path } from '../document/tree.ts';
import type { Pool } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import type { PoolContext } from './pool-context.ts';

/** What a pool serves: as written, else the only model that the workloads ask for; null after an issue. */
export function resolveServed(
  raw: RawPool,
  path: Path,
  { reporter, library, wantedModels }: PoolContext,
): Pool['serves'][number] | null {
  const at = [...path, 'serves'];
  if (raw.serves !== undefined && raw.serves.length > 1) {
    const message = 'several models on one replica are not available in this version';
    reporter.error(at, message, 'serve one model per pool, with a pool for each');
    for (const [index, ref] of raw.serves.entries()) library.require(ref, [...at, index]);
    return null;
  }
  const [onlyWanted, ...others] = wantedModels;
  const ref = raw.serves?.[0] ?? onlyWanted?.ref;
  if (ref === undefined || (raw.serves === undefined && others.length > 0)) {
    const fix = `add serves: [${ref ?? 'llama-3.1-70b'}]`;
    reporter.error(path, 'serves is missing, and the workloads ask for several models', fix);
    return null;
  }
  if (raw.serves === undefined) reporter.useDefault(at, [ref]);
  const source = raw.serves === undefined ? onlyWanted?.path : undefined;
  const shape = library.require(ref, source ?? [...at, 0]);
  if (shape === null) return null;
  const variant = library.variantOf(ref);
  return { ref, shape, ...(variant === undefined ? {} : { variant }) };
}
