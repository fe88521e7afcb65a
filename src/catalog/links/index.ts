import type { Fabric, Link } from '../../physics/data-sheets.ts';
import { fabrics as betweenNodes } from './fabric.ts';
import { nvlink } from './nvlink.ts';
import { otherLinks } from './other.ts';
import { socketLinks } from './sockets.ts';

/** Every known link between chips of one node, by id. */
export const links = { ...nvlink, ...otherLinks, ...socketLinks } as const satisfies Readonly<
  Record<string, Link>
>;

/** Every known network between nodes, by id. */
export const fabrics = betweenNodes satisfies Readonly<Record<string, Fabric>>;
