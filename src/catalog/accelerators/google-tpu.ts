import { assumed, dataSheet } from '../sources.ts';
import { accelerators, gigabytes, idleShare, tera } from './sheet.ts';

const idle = 'no power of this generation is published';

/** Google publishes no power for these generations. */
export const googleTpu = accelerators('Google', {
  'tpu-v5e': {
    name: 'Google Cloud TPU v5e',
    year: 2023,
    source: dataSheet('Google Cloud documentation, TPU v5e, key chip specifications'),
    memoryBytes: gigabytes(16),
    memoryBandwidth: tera(0.819),
    peak: { bf16: tera(197), int8: tera(393) },
    boardWatts: [220, assumed('between the 192 W of TPU v4 (ISCA 2023) and newer parts')],
    idleWatts: idleShare(220, 0.25, idle),
    link: 'ici-v5e',
    chipsPerNode: [8, dataSheet('Google Cloud documentation, TPU v5e: eight chips a host')],
  },
  'tpu-v6e': {
    name: 'Google Cloud TPU v6e (Trillium)',
    year: 2024,
    source: dataSheet('Google Cloud documentation, TPU v6e, key specifications'),
    memoryBytes: gigabytes(32),
    memoryBandwidth: tera(1.638),
    peak: { bf16: tera(918), int8: tera(1836) },
    boardWatts: [300, assumed('no power is published; from the price and the older parts')],
    idleWatts: idleShare(300, 0.25, idle),
    link: 'ici-v6e',
    chipsPerNode: [8, dataSheet('Google Cloud documentation, TPU v6e: eight chips a host')],
  },
});
