import type { BytesPerSecond, Seconds } from '../../base/units.ts';
import type { Link } from '../../physics/data-sheets.ts';
import type { Cited } from '../sources.ts';

/** A link from its two cited figures. */
export function link(
  id: string,
  name: string,
  figures: { readonly alphaSeconds: Cited<Seconds>; readonly bandwidth: Cited<BytesPerSecond> },
): Link {
  const { alphaSeconds, bandwidth } = figures;
  return {
    id,
    name,
    alphaSeconds: alphaSeconds[0],
    bandwidth: bandwidth[0],
    sources: { alphaSeconds: alphaSeconds[1], bandwidth: bandwidth[1] },
  };
}
