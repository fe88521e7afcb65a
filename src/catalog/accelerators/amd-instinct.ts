import { assumed, dataSheet } from '../sources.ts';
import { accelerators, idleShare, reported, tera } from './sheet.ts';

const binary = assumed('binary gigabytes, as rocm-smi reports for the MI300X');
const idle = 'chiplets idle higher than the H100; no measurement consulted';
const cdna3 = {
  fp32: tera(163.4),
  tf32: tera(653.7),
  bf16: tera(1307.4),
  fp16: tera(1307.4),
  fp8: tera(2614.9),
  int8: tera(2614.9),
};

export const amdInstinct = accelerators('AMD', {
  mi300x: {
    name: 'AMD Instinct MI300X 192 GB',
    year: 2023,
    source: dataSheet('AMD Instinct MI300X data sheet, peak performance table; dense'),
    memoryBytes: reported(196_592, 'rocm-smi'),
    memoryBandwidth: tera(5.3),
    peak: cdna3,
    boardWatts: 750,
    idleWatts: idleShare(750, 0.18, idle),
    link: 'infinity-fabric',
    chipsPerNode: 8,
  },
  mi325x: {
    name: 'AMD Instinct MI325X 256 GB',
    year: 2024,
    source: dataSheet('AMD Instinct MI325X data sheet, peak performance table; dense'),
    memoryBytes: [256 * 2 ** 30, binary],
    memoryBandwidth: tera(6),
    peak: cdna3,
    boardWatts: 1000,
    idleWatts: idleShare(1000, 0.15, idle),
    link: 'infinity-fabric',
    chipsPerNode: 8,
  },
  mi355x: {
    name: 'AMD Instinct MI355X 288 GB',
    year: 2025,
    source: dataSheet('AMD Instinct MI355X data sheet, peak performance table; dense'),
    memoryBytes: [288 * 2 ** 30, binary],
    memoryBandwidth: tera(8),
    peak: {
      fp32: tera(157.3),
      bf16: tera(2516),
      fp16: tera(2516),
      fp8: tera(5033),
      int8: tera(5033),
      fp4: tera(10_066),
    },
    boardWatts: 1400,
    idleWatts: idleShare(1400, 0.13, idle),
    link: 'infinity-fabric-4',
    chipsPerNode: 8,
  },
});
