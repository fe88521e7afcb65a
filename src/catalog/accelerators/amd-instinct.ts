import { assumed, checkedSheet, dataSheet } from '../sources.ts';
import { accelerators, idleShare, reported, tera } from './sheet.ts';

const binary = assumed('binary gigabytes, as rocm-smi reports for the MI300X');
const idle = 'chiplets idle higher than the H100; no measurement consulted';
const cdna3Sheet = dataSheet('AMD Instinct MI300X data sheet, peak performance table; dense');
const cdna4Sheet = dataSheet('AMD Instinct MI355X data sheet, peak performance table; dense');
const cdna3 = {
  fp32: [tera(163.4), cdna3Sheet],
  tf32: [tera(653.7), cdna3Sheet],
  bf16: tera(1307.4),
  fp16: tera(1307.4),
  fp8: tera(2614.9),
  int8: [tera(2614.9), cdna3Sheet],
} as const;

export const amdInstinct = accelerators('AMD', {
  // Software sees two devices of half of everything; the sheet is of the module, as AMD's is.
  mi250x: {
    name: 'AMD Instinct MI250X 128 GB',
    year: 2021,
    source: checkedSheet(
      'AMD Instinct MI250X data sheet, peak performance table; both dies; dense',
      "AMD's launch table as zexron.com prints it (16 bits, integer, vector fp32, memory, 560 W)",
    ),
    memoryBytes: [128 * 2 ** 30, binary],
    memoryBandwidth: [
      tera(3.2768),
      checkedSheet(
        'AMD Instinct MI250X data sheet: 8192 bits at 3.2 Gbit/s',
        "AMD's launch table as zexron.com prints it (3.2 TB/s)",
      ),
    ],
    peak: {
      fp32: tera(47.9),
      bf16: tera(383),
      fp16: tera(383),
      int8: tera(383),
    },
    boardWatts: 560,
    idleWatts: idleShare(560, 0.16, 'the share measured on A100, of the same years and memory'),
    link: 'infinity-fabric-3',
    chipsPerNode: [4, assumed('HPE Cray EX235a, the only common server: four modules a node')],
  },
  mi300x: {
    name: 'AMD Instinct MI300X 192 GB',
    year: 2023,
    source: checkedSheet(
      'AMD Instinct MI300X data sheet, peak performance table; dense',
      'the MI300X page of aiwiki.ai (memory, power) and The Next Platform on its die (fp16, fp8)',
    ),
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
    source: checkedSheet(
      'AMD Instinct MI325X data sheet, peak performance table; dense',
      'The Next Platform of October 2024 (fp16, fp8, memory)',
    ),
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
    source: checkedSheet(
      'AMD Instinct MI355X data sheet, peak performance table; dense',
      "Tom's Hardware on MI350X and MI355X (fp4 as twice that, sparse; memory; power)",
    ),
    memoryBytes: [288 * 2 ** 30, binary],
    memoryBandwidth: tera(8),
    peak: {
      fp32: [tera(157.3), cdna4Sheet],
      bf16: [tera(2516), cdna4Sheet],
      fp16: [tera(2516), cdna4Sheet],
      fp8: [tera(5033), cdna4Sheet],
      int8: [tera(5033), cdna4Sheet],
      fp4: tera(10_066),
    },
    boardWatts: 1400,
    idleWatts: idleShare(1400, 0.13, idle),
    link: 'infinity-fabric-4',
    chipsPerNode: 8,
  },
});
