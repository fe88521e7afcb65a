import { assumed, checkedSheet, dataSheet } from '../sources.ts';
import { accelerators, idleShare, reported, tera } from './sheet.ts';

const v100Peaks = checkedSheet(
  'NVIDIA V100 data sheet, SXM2 column',
  'the V100 SXM page of hmc-tech.com (125.3 fp16 tensor, 15.67 fp32)',
);

/** Neither has bf16 units. */
export const nvidiaVoltaTuring = accelerators('NVIDIA', {
  'v100-32gb': {
    name: 'NVIDIA V100 SXM2 32 GB',
    year: 2018,
    source: dataSheet('NVIDIA V100 Tensor Core GPU data sheet, SXM2 32 GB column'),
    memoryBytes: reported(32_768),
    memoryBandwidth: tera(0.9),
    peak: { fp32: [tera(15.7), v100Peaks], fp16: [tera(125), v100Peaks] },
    boardWatts: 300,
    idleWatts: idleShare(300, 0.13, 'between the shares measured on A100 and H100'),
    link: 'nvlink2',
    chipsPerNode: 8,
  },
  t4: {
    name: 'NVIDIA T4 16 GB',
    year: 2018,
    source: checkedSheet(
      'NVIDIA T4 Tensor Core GPU data sheet, specification table',
      'the T4 columns of hmc-tech.com (peaks) and sysrqmts.com (memory, power)',
    ),
    memoryBytes: reported(15_360),
    memoryBandwidth: tera(0.32),
    peak: { fp32: tera(8.1), fp16: tera(65), int8: tera(130), int4: tera(260) },
    boardWatts: 70,
    idleWatts: idleShare(70, 0.14, 'as the A100 and H100'),
    link: 'pcie3',
    chipsPerNode: [8, assumed('largest common server')],
  },
});
