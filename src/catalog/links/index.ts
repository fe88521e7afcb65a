import type { Link } from '../../physics/data-sheets.ts';
import { assumed } from '../sources.ts';

/** Every known link between chips of one node, by id. */
export const links = {
  nvlink4: {
    id: 'nvlink4',
    name: 'NVLink 4 through NVSwitch, 450 GB/s each way',
    alphaSeconds: 5e-6,
    bandwidth: 360e9,
    sources: {
      alphaSeconds: assumed('between 4 and 8 µs, all-reduce in a CUDA graph'),
      bandwidth: assumed('0.8 of the nominal 450 GB/s each way'),
    },
  },
} as const satisfies Readonly<Record<string, Link>>;
