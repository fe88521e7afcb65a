import { assumed, fitted } from '../sources.ts';
import { link } from './link.ts';

const graphs =
  "vLLM's custom all-reduce in CUDA graphs over 2, 4 and 8 chips, 256 B to 1 GiB (aiconfigurator), as the lower of " +
  'one-shot and two-shot';
const a100 = fitted(`${graphs}; A100 SXM, 68 rows: median error 7 %, 90th 22 %`);
const h100 = fitted(`${graphs}; H100 SXM, 69 rows: median error 4 %, 90th 29 %`);

export const nvlink = {
  nvlink2: link('nvlink2', 'NVLink 2, 150 GB/s each way', {
    alphaSeconds: [6e-6, assumed('a little above the 5.3 µs fitted on NVLink 3')],
    bandwidth: [95e9, assumed('the share of 150 GB/s that NVLink 3 reaches, 0.63')],
  }),
  nvlink3: link('nvlink3', 'NVLink 3 through NVSwitch, 300 GB/s each way', {
    alphaSeconds: [5.3e-6, a100],
    bandwidth: [190e9, a100],
  }),
  nvlink4: link('nvlink4', 'NVLink 4 through NVSwitch, 450 GB/s each way', {
    alphaSeconds: [4.5e-6, h100],
    bandwidth: [320e9, h100],
  }),
  nvlink5: link('nvlink5', 'NVLink 5 through NVSwitch, 900 GB/s each way', {
    alphaSeconds: [4.5e-6, assumed('as fitted on NVLink 4')],
    bandwidth: [640e9, assumed('the share of 900 GB/s that NVLink 4 reaches, 0.71')],
  }),
  'nvlink-bridge': link('nvlink-bridge', 'NVLink bridge between two cards, 300 GB/s each way', {
    alphaSeconds: [4.5e-6, assumed('as fitted on NVLink 4')],
    bandwidth: [213e9, assumed('the share of 300 GB/s that NVLink 4 reaches, 0.71')],
  }),
};
