import { checkedSheet, dataSheet } from '../sources.ts';
import { accelerators, gigabytes, idleShare, tera } from './sheet.ts';

const idle = 'no measurement consulted';

export const intelGaudi = accelerators('Intel', {
  gaudi2: {
    name: 'Intel Gaudi 2 96 GB',
    year: 2022,
    source: checkedSheet(
      'Intel Gaudi 2 white paper, specification table; dense',
      'the Gaudi 2 figures that pcguia.pt prints (16 bits, memory, power)',
    ),
    memoryBytes: gigabytes(96),
    memoryBandwidth: tera(2.45),
    peak: {
      bf16: tera(432),
      fp8: [tera(865), dataSheet('Intel Gaudi 2 white paper; pcguia.pt prints 835 TFLOPS')],
    },
    boardWatts: 600,
    idleWatts: idleShare(600, 0.15, idle),
    link: 'gaudi2-ethernet',
    chipsPerNode: 8,
  },
  gaudi3: {
    name: 'Intel Gaudi 3 OAM 128 GB',
    year: 2024,
    source: checkedSheet(
      'Intel Gaudi 3 white paper, HL-325L column; dense',
      'the Gaudi 3 pages of yobitel.com and evokernel-specs (peaks, memory, power)',
    ),
    memoryBytes: gigabytes(128),
    memoryBandwidth: tera(3.7),
    peak: { bf16: tera(1835), fp8: tera(1835) },
    boardWatts: 900,
    idleWatts: idleShare(900, 0.15, idle),
    link: 'gaudi3-ethernet',
    chipsPerNode: 8,
  },
});
