import { assert } from '../base/assert.ts';
import type { Pool } from '../scenario/scenario.ts';

/** How the processes of a replica share its chip, and what one of them has of it. */
export type CompiledSharing =
  | { readonly kind: 'time-slicing'; readonly sliceSeconds: number; readonly switchSeconds: number }
  | { readonly kind: 'mps'; readonly threadShare: number };

/** Of one model's view of a pool: what its process has. */
export function compileSharing({ sharing, serves }: Pool): { readonly sharing?: CompiledSharing } {
  if (sharing === undefined) return {};
  if (sharing.kind === 'time-slicing') {
    const { kind, sliceSeconds, switchSeconds } = sharing;
    return { sharing: { kind, sliceSeconds, switchSeconds } };
  }
  const own = sharing.clients.find(({ model }) => model === serves[0]?.ref);
  assert(own !== undefined, 'a process without a share of the chip');
  return { sharing: { kind: 'mps', threadShare: own.threadShare } };
}
