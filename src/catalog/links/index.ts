import type { Link } from '../../physics/data-sheets.ts';
import { nvlink } from './nvlink.ts';
import { otherLinks } from './other.ts';

/** Every known link between chips of one node, by id. */
export const links = { ...nvlink, ...otherLinks } as const satisfies Readonly<Record<string, Link>>;
