import { assumed, checkedSheet, dataSheet, paper } from '../sources.ts';
import { accelerators, idleShare, reported, tera } from './sheet.ts';

const sxmPeak = {
  fp32: tera(67),
  tf32: tera(495),
  bf16: tera(989),
  fp16: tera(989),
  fp8: tera(1979),
  int8: tera(1979),
};
const h20Press = dataSheet(
  'H20 figures as the press printed them from the NVIDIA data sheet; dense',
);
const asH100 = 'the share measured on H100 SXM';

export const nvidiaHopper = accelerators('NVIDIA', {
  'h100-sxm': {
    name: 'NVIDIA H100 SXM5 80 GB',
    year: 2022,
    source: checkedSheet(
      'NVIDIA H100 Tensor Core GPU data sheet, SXM5 column; dense = half of the sparse figure',
      'aiconfigurator systems/h100_sxm.yaml (bf16, fp8, memory bandwidth, power)',
    ),
    memoryBytes: reported(81_559),
    memoryBandwidth: tera(3.35),
    peak: sxmPeak,
    boardWatts: 700,
    idleWatts: [75, paper('splitwise-sim power model, idle H100 SXM')],
    link: 'nvlink4',
    chipsPerNode: 8,
  },
  'h100-pcie': {
    name: 'NVIDIA H100 PCIe 80 GB',
    year: 2022,
    source: checkedSheet(
      'NVIDIA H100 Tensor Core GPU data sheet, PCIe column; dense = half of the sparse figure',
      'aiconfigurator systems/h100_pcie.yaml (bf16, fp8, memory bandwidth, power)',
    ),
    memoryBytes: reported(81_559),
    memoryBandwidth: tera(2),
    peak: {
      fp32: tera(51),
      tf32: tera(378),
      bf16: tera(756),
      fp16: tera(756),
      fp8: tera(1513),
      int8: tera(1513),
    },
    boardWatts: 350,
    idleWatts: idleShare(350, 0.14, 'HBM and the same die as the SXM part at half its limit'),
    link: ['pcie5', assumed('cards without the NVLink bridge')],
    chipsPerNode: [8, assumed('largest common server; cards joined by PCIe')],
  },
  'h100-nvl': {
    name: 'NVIDIA H100 NVL 94 GB',
    year: 2023,
    source: dataSheet('NVIDIA H100 NVL product brief, per card; dense'),
    memoryBytes: reported(95_830),
    memoryBandwidth: tera(3.9),
    peak: {
      fp32: tera(60),
      tf32: tera(418),
      bf16: tera(835),
      fp16: tera(835),
      fp8: tera(1671),
      int8: tera(1671),
    },
    boardWatts: 400,
    idleWatts: idleShare(400, 0.14, 'HBM and the same die as the SXM part at half its limit'),
    link: 'nvlink-bridge',
    chipsPerNode: 2,
  },
  h200: {
    name: 'NVIDIA H200 SXM 141 GB',
    year: 2024,
    source: checkedSheet(
      'NVIDIA H200 Tensor Core GPU data sheet, SXM column; dense = half of the sparse figure',
      'aiconfigurator systems/h200_sxm.yaml (bf16, fp8, memory bandwidth, power)',
    ),
    memoryBytes: reported(143_771),
    memoryBandwidth: tera(4.8),
    peak: sxmPeak,
    boardWatts: 700,
    idleWatts: idleShare(700, 0.11, asH100),
    link: 'nvlink4',
    chipsPerNode: 8,
  },
  h20: {
    name: 'NVIDIA H20 96 GB',
    year: 2024,
    source: checkedSheet(
      'H20 figures as the press printed them from the NVIDIA data sheet; dense',
      'the H20 page of willitrunai.com (16 bits, int8, memory, power, link)',
    ),
    memoryBytes: reported(97_871),
    memoryBandwidth: tera(4),
    peak: {
      fp32: [tera(44), h20Press],
      tf32: [tera(74), h20Press],
      bf16: tera(148),
      fp16: tera(148),
      fp8: [tera(296), h20Press],
      int8: tera(296),
    },
    boardWatts: 400,
    idleWatts: idleShare(400, 0.15, 'HBM and the die of the H100 at a lower limit'),
    link: 'nvlink4',
    chipsPerNode: 8,
  },
  gh200: {
    name: 'NVIDIA GH200 96 GB',
    year: 2023,
    source: dataSheet('NVIDIA GH200 Grace Hopper Superchip data sheet, HBM3 96 GB column; dense'),
    memoryBytes: reported(97_871),
    memoryBandwidth: tera(4),
    peak: sxmPeak,
    boardWatts: [900, assumed('configurable 450–1000 W, processor included')],
    idleWatts: idleShare(900, 0.15, 'the processor idles beside the accelerator'),
    link: ['none', assumed('one superchip a server')],
    chipsPerNode: [1, assumed('one superchip a server')],
  },
});
