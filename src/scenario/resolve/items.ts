import type { OneShotShape } from '../../physics/kinds/one-shot-shape.ts';
import { lengthBounds } from '../../policy/length/index.ts';
import type { LengthSpec } from '../../policy/length/port.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { RawWorkload } from '../schema/workload.ts';
import { lengthSpec } from './lengths.ts';

/** What a request brings several of, where it is more than one job of fixed work. */
export interface ItemUnit {
  /** Key of `job` that says how many. */
  readonly key: 'candidates' | 'audioSeconds';
  /** So many of the key's unit are one item. */
  readonly per: number;
  /** Where a workload does not say (assumed). */
  readonly usual: LengthSpec;
  /** Largest batch in items where a pool does not say (assumed: beyond it a batch gains little). */
  readonly usualBatch: number;
}

/** Longest request in items; whoever asks for more is rejected. */
export const MOST_ITEMS = 100_000;

/** Items of a model's requests: candidates of a ranker, windows of a transcriber; null where a request is one. */
export function itemUnit(shape: OneShotShape): ItemUnit | null {
  switch (shape.architecture) {
    case 'table-ranker': {
      // MLPerf Inference's queries bring 100 to 700 candidates, 270 in the mean
      const usual = { distribution: 'lognormal', mean: 270, cv: 0.6, min: 100, max: 700 } as const;
      return { key: 'candidates', per: 1, usual, usualBatch: 65_536 };
    }
    case 'encoder': {
      if (!shape.kinds.includes('rank')) return null;
      const usual = { distribution: 'lognormal', mean: 50, cv: 0.6, max: 200 } as const;
      return { key: 'candidates', per: 1, usual, usualBatch: 256 };
    }
    case 'transcriber': {
      const usual = { distribution: 'lognormal', mean: 60, cv: 1, max: 1800 } as const;
      return { key: 'audioSeconds', per: shape.windowSeconds, usual, usualBatch: 64 };
    }
    default:
      return null;
  }
}

/** The law of a request's items; null where every request is one. Keys of other models are issues. */
export function resolveItems(
  raw: RawWorkload['job'],
  shape: OneShotShape,
  path: Path,
  reporter: Reporter,
): LengthSpec | null {
  const unit = itemUnit(shape);
  if (unit === null) return null;
  const { key, per } = unit;
  const at = [...path, key];
  const written = raw?.[key];
  const whole = (law: LengthSpec): LengthSpec => (per === 1 ? law : { ...law, per });
  if (written === undefined) {
    reporter.useDefault(at, unit.usual);
    return whole(unit.usual);
  }
  if (typeof written === 'number') return whole({ distribution: 'fixed', value: written });
  if (written.distribution === 'joint') {
    const message = `${key} are drawn alone, not jointly with another length`;
    reporter.error(
      at,
      message,
      'use another law, such as {distribution: empirical, values: [20, 80]}',
    );
    return null;
  }
  const law = lengthSpec(written, at, reporter);
  return law === null ? null : whole(law);
}

/** Items of the longest request that a law draws, as far as a pool makes room for it. */
export function longestItems(law: LengthSpec | null): number {
  if (law === null) return 1;
  const [, most] = lengthBounds(law);
  return Math.min(MOST_ITEMS, most);
}
