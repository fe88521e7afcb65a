import { assumed } from '../sources.ts';
import { engineProfile } from './profile.ts';

const nothing = assumed('no overhead by definition');
const roofline = assumed('the roofline itself by definition');

/** The bound that no engine beats: no host, no reserve, full peak and bandwidth. */
export const ideal = engineProfile('ideal', 'No overhead at all', ['custom', roofline], {
  hostSecondsPerLayer: [0, nothing],
  hostSecondsPerStep: [0, nothing],
  hostSecondsPerSequence: [0, nothing],
  apiSeconds: [0, nothing],
  reserveBytes: [0, nothing],
  gemmEfficiency: [1, roofline],
  attentionEfficiency: [1, roofline],
  memoryEfficiency: [1, roofline],
});
