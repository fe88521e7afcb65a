import { assumed, checkedSheet, dataSheet } from '../sources.ts';
import { accelerators, gibibytes, gigabytes, idleShare, tera } from './sheet.ts';

const idle = 'no power of this generation is published';

/** Google publishes no power for the generations after v4. Before v7 none has fp8 units. */
export const googleTpu = accelerators('Google', {
  'tpu-v4': {
    name: 'Google Cloud TPU v4',
    year: 2021,
    source: checkedSheet(
      'Google Cloud documentation, TPU v4, key specifications',
      'the TPU v4 page of glennklockwood.com (bf16, int8, memory, power)',
    ),
    memoryBytes: gibibytes(32),
    memoryBandwidth: tera(1.2),
    peak: { bf16: tera(275), int8: tera(275) },
    boardWatts: 192,
    idleWatts: [90, dataSheet('Google Cloud documentation, TPU v4: least measured power of 90 W')],
    link: 'ici-v4',
    chipsPerNode: [
      4,
      assumed('the four chips of one host; a slice joins up to 4096 in a 3D torus'),
    ],
  },
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
  'tpu-v5p': {
    name: 'Google Cloud TPU v5p',
    year: 2023,
    source: checkedSheet(
      'Google Cloud documentation, TPU v5p, key specifications',
      'the TPU v5p page of aiwiki.ai (bf16, int8, memory)',
    ),
    memoryBytes: gibibytes(95),
    memoryBandwidth: tera(2.765),
    peak: { bf16: tera(459), int8: tera(918) },
    boardWatts: [500, assumed('no power is published; near the H100 of the same year and peak')],
    idleWatts: idleShare(500, 0.25, idle),
    link: 'ici-v5p',
    chipsPerNode: [4, dataSheet('Google Cloud documentation, TPU v5p: four chips a host')],
  },
  'tpu-v6e': {
    name: 'Google Cloud TPU v6e (Trillium)',
    year: 2024,
    source: dataSheet('Google Cloud documentation, TPU v6e, key specifications'),
    memoryBytes: gibibytes(32),
    memoryBandwidth: tera(1.638),
    peak: { bf16: tera(918), int8: tera(1836) },
    boardWatts: [300, assumed('no power is published; from the price and the older parts')],
    idleWatts: idleShare(300, 0.25, idle),
    link: 'ici-v6e',
    chipsPerNode: [8, dataSheet('Google Cloud documentation, TPU v6e: eight chips a host')],
  },
  'tpu-v7': {
    name: 'Google Cloud TPU7x (Ironwood)',
    year: 2025,
    source: checkedSheet(
      'Google Cloud documentation, TPU7x, key specifications',
      'the TPU page of aiwiki.ai (fp8)',
    ),
    memoryBytes: gibibytes(192),
    memoryBandwidth: [
      tera(7.37),
      dataSheet(
        'Google Cloud announcement of Ironwood: 7.37 TB/s a chip (the press of April 2025 has 7.2)',
      ),
    ],
    peak: {
      bf16: [tera(2307), dataSheet('Google Cloud documentation, TPU7x, key specifications')],
      fp8: tera(4614),
    },
    boardWatts: [1000, assumed('no power is published; near the B200 of the same peak and memory')],
    idleWatts: idleShare(1000, 0.25, idle),
    link: 'ici-v7',
    chipsPerNode: [4, dataSheet('Google Cloud documentation, TPU7x: four chips a virtual machine')],
  },
});
