import type { JobSize } from '../../physics/kinds/one-shot-facts.ts';
import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { itemUnit } from './items.ts';

/** What the workloads of a model ask for, and the items of their longest request. */
export interface Asked {
  readonly job: JobSize;
  readonly longest: number;
}

/** Keys of `job`, beside that of its items, that a model has a use for. */
function keysOf(shape: OneShotShape): readonly (keyof JobSize)[] {
  switch (shape.architecture) {
    case 'diffusion': {
      const clip = shape.decoder.temporalStride > 1;
      return ['width', 'height', 'steps', 'guidance', ...(clip ? (['frames'] as const) : [])];
    }
    case 'encoder':
      return shape.patchPixels === null ? ['tokens'] : ['width', 'height'];
    case 'residual-network':
    case 'detector':
      return ['width', 'height'];
    case 'transcriber':
      return ['tokens'];
    case 'table-ranker':
      return [];
  }
}

/** What a workload's requests ask for: as written, else the model's default. Keys without a use are issues. */
export function resolveJob(
  raw: RawWorkload['job'],
  shape: OneShotShape,
  path: Path,
  reporter: Reporter,
): JobSize {
  const used = keysOf(shape);
  const items = itemUnit(shape)?.key;
  const { candidates: _, audioSeconds: __, ...sizes } = raw ?? {};
  const given: Partial<JobSize> = {
    ...sizes,
    ...(raw?.guidance === undefined ? {} : { guidance: raw.guidance === 'classifier-free' }),
  } as Partial<JobSize>;
  const known: readonly string[] = items === undefined ? used : [...used, items];
  for (const key of Object.keys(raw ?? {})) {
    if (known.includes(key)) continue;
    const message = `${shape.id} has no use for ${key}`;
    reporter.error([...path, key], message, `its jobs have ${known.join(', ')}`);
  }
  for (const key of used) {
    if (given[key] !== undefined) continue;
    const value = shape.defaultJob[key];
    const written = key === 'guidance' ? (value === true ? 'classifier-free' : 'none') : value;
    reporter.useDefault([...path, key], written);
  }
  const job = { ...shape.defaultJob, ...given };
  const longest = longestText(shape);
  if (job.tokens > longest) {
    const does = shape.architecture === 'transcriber' ? 'writes' : 'reads';
    const message = `${job.tokens} tokens are more than the ${longest} that ${shape.id} ${does}`;
    reporter.error([...path, 'tokens'], message, `use ${longest} or less`);
  }
  return job;
}

/** Tokens that a model's positions allow; Infinity where it has no text. */
function longestText(shape: OneShotShape): number {
  if (shape.architecture === 'transcriber') return shape.longestTokens;
  if (shape.architecture !== 'encoder' || shape.patchPixels !== null) return Infinity;
  return shape.longestTokens;
}
