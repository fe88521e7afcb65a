import type { Fabric, Link, Source } from '../../physics/data-sheets.ts';
import type { Cited } from '../sources.ts';

type Named = 'id' | 'name' | 'sources';
type Figures<Sheet> = {
  readonly [Key in keyof Omit<Sheet, Named>]: Cited<NonNullable<Omit<Sheet, Named>[Key]>>;
};

/** A link from its cited figures. */
export function link(id: string, name: string, figures: Figures<Link>): Link {
  const { values, sources } = parted(figures);
  return { id, name, ...(values as Omit<Link, Named>), sources };
}

/** A fabric from its cited figures. */
export function fabric(id: string, name: string, figures: Figures<Fabric>): Fabric {
  const { values, sources } = parted(figures);
  return { id, name, ...(values as Omit<Fabric, Named>), sources };
}

function parted(figures: object) {
  const values: Record<string, number> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries<Cited<number>>({ ...figures })) {
    values[key] = value;
    sources[key] = source;
  }
  return { values, sources };
}
