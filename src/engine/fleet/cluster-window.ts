import type { ClusterTotals, WindowTotals } from '../../record/totals.ts';
import type { Places } from './places.ts';

/** What a cluster has given away by `seconds`. */
export function clusterAt({ ledger, images }: Places, seconds: number): ClusterTotals {
  return { ...ledger.at(seconds), imagePulls: images.pulls };
}

/** What it gave away between two instants; nothing without a cluster. */
export function clusterBetween(
  start: ClusterTotals | null,
  end: ClusterTotals | null,
): Pick<WindowTotals, 'cluster'> {
  if (start === null || end === null) return {};
  const between = (key: keyof ClusterTotals) => end[key] - start[key];
  return {
    cluster: {
      acceleratorSeconds: between('acceleratorSeconds'),
      freeAcceleratorSeconds: between('freeAcceleratorSeconds'),
      strandedAcceleratorSeconds: between('strandedAcceleratorSeconds'),
      pendingSeconds: between('pendingSeconds'),
      pendingStarts: between('pendingStarts'),
      evictions: between('evictions'),
      imagePulls: between('imagePulls'),
    },
  };
}
