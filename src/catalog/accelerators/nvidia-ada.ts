import { assumed, checkedSheet, dataSheet } from '../sources.ts';
import { accelerators, idleShare, reported, tera } from './sheet.ts';

const servers = assumed('largest common server; cards joined by PCIe');
const gddr = 'GDDR6 cards idle lower than HBM modules';

export const nvidiaAda = accelerators('NVIDIA', {
  l4: {
    name: 'NVIDIA L4 24 GB',
    year: 2023,
    source: checkedSheet(
      'NVIDIA L4 Tensor Core GPU data sheet; dense = half of the sparse figure',
      'aiconfigurator systems/l4.yaml (bf16, fp8, memory bandwidth, power)',
    ),
    memoryBytes: reported(23_034),
    memoryBandwidth: tera(0.3),
    peak: {
      fp32: tera(30.3),
      tf32: tera(60),
      bf16: tera(121),
      fp16: tera(121),
      fp8: tera(242),
      int8: tera(242),
    },
    boardWatts: 72,
    idleWatts: idleShare(72, 0.17, 'GDDR6 card with a low power limit'),
    link: 'pcie4',
    chipsPerNode: [8, servers],
  },
  l40s: {
    name: 'NVIDIA L40S 48 GB',
    year: 2023,
    source: checkedSheet(
      'NVIDIA L40S data sheet, specification table; dense',
      'aiconfigurator systems/l40s.yaml and the L40S table of mullet.se',
    ),
    memoryBytes: reported(46_068),
    memoryBandwidth: tera(0.864),
    peak: {
      fp32: tera(91.6),
      tf32: tera(183),
      bf16: tera(362),
      fp16: tera(362),
      fp8: tera(733),
      int8: tera(733),
    },
    boardWatts: 350,
    idleWatts: idleShare(350, 0.1, 'as the H100'),
    link: 'pcie4',
    chipsPerNode: [8, servers],
  },
  'rtx-4090': {
    name: 'NVIDIA GeForce RTX 4090 24 GB',
    year: 2022,
    source: checkedSheet(
      'NVIDIA Ada white paper, RTX 4090 table; dense, fp32 accumulate',
      'the RTX 4090 pages of hmc-tech.com and waredb.com (peaks, memory, power)',
    ),
    memoryBytes: reported(24_564),
    memoryBandwidth: tera(1.008),
    peak: {
      fp32: tera(82.6),
      tf32: tera(82.6),
      bf16: tera(165.2),
      fp16: tera(165.2),
      fp8: tera(330.3),
      int8: tera(660.6),
      int4: tera(1321.2),
    },
    boardWatts: 450,
    idleWatts: idleShare(450, 0.05, gddr),
    link: 'pcie4',
    chipsPerNode: [8, servers],
  },
  'rtx-6000-ada': {
    name: 'NVIDIA RTX 6000 Ada 48 GB',
    year: 2022,
    source: dataSheet('NVIDIA RTX 6000 Ada data sheet; dense = half of the sparse figure'),
    memoryBytes: reported(49_140),
    memoryBandwidth: tera(0.96),
    peak: {
      fp32: tera(91.1),
      tf32: tera(182.1),
      bf16: tera(364.2),
      fp16: tera(364.2),
      fp8: tera(728.5),
      int8: tera(728.5),
      int4: tera(1457),
    },
    boardWatts: 300,
    idleWatts: idleShare(300, 0.07, gddr),
    link: 'pcie4',
    chipsPerNode: [8, servers],
  },
});
