import { checkedSheet, dataSheet, paper } from '../sources.ts';
import { accelerators, mebibytes, tera } from './sheet.ts';

const h100 = checkedSheet(
  'NVIDIA H100 Tensor Core GPU data sheet, specification table (dense = half of the sparse figure)',
  'aiconfigurator systems/h100_sxm.yaml',
);

export const nvidiaHopper = accelerators('NVIDIA', {
  'h100-sxm': {
    name: 'NVIDIA H100 SXM5 80 GB',
    year: 2022,
    source: h100,
    memoryBytes: [mebibytes(81_559), dataSheet('nvidia-smi on H100 SXM5: 81559 MiB total')],
    memoryBandwidth: tera(3.35),
    peak: {
      fp32: tera(67),
      tf32: tera(495),
      bf16: tera(989),
      fp16: tera(989),
      fp8: tera(1979),
      int8: tera(1979),
    },
    boardWatts: 700,
    idleWatts: [75, paper('splitwise-sim power model, H100 idle')],
    link: 'nvlink4',
    chipsPerNode: 8,
  },
});
