import { assumed, fitted } from '../sources.ts';
import { link } from './link.ts';

const direct =
  "vLLM's custom all-reduce in CUDA graphs over 2, 4 and 8 chips, 256 B to 4 MiB (aiconfigurator), as the lower of " +
  'one-shot and two-shot; errors in %, median and 90th, fitted · a group size left out: ';
const direct3 = fitted(`${direct}A100 SXM, 45 rows, 5 and 11 · 8 and 21`);
const direct4 = fitted(`${direct}H100 SXM, 45 rows, 3 and 7 · 4 and 10`);

const library =
  'NCCL all-reduce, all-gather, reduce-scatter and all-to-all over 2, 4 and 8 chips, 512 B to 512 MiB, four coefficients; ' +
  'errors in %, median and 90th, fitted · a group size left out · an operation left out: ';
const library3 = fitted(
  `${library}A100 SXM (aiconfigurator), 504 rows, 6 and 14 · 7 and 17 · 7 and 17. Left out ` +
    'whole: Vidur on A100s of one node, by group 5 to 19 at the median, 22 to 28 at the 90th',
);
const library4 = fitted(
  `${library}H100 SXM (aiconfigurator and nccl-tests of APEX without 17 all-to-alls that hung), 1485 rows, 7 and 23 · 8 and 24 · 8 and 24; a file left ` +
    'out: nccl-tests 12 and 32, aiconfigurator 17 and 45 (whole microseconds alone cannot tell launch from hops). Left ' +
    'out whole: Vidur on H100s of one node, by group 3 to 15 at the median, 16 to 44 at the 90th',
);
const sharp = fitted(
  "NCCL's in-switch all-reduce (NVLS) over 8 H100s from 32 MiB on, 17 rows: 0.855 of the ring's, median error 3 %, 90th " +
    '12 %; start-up as the ring',
);
const eager = (chip: string, error: string) =>
  fitted(
    `vLLM's custom all-reduce outside CUDA graphs on ${chip}, 69 rows: median and 90th error ${error} %`,
  );

const likeFour = assumed('as fitted on NVLink 4');
const like = {
  alphaSeconds: [4.5e-6, likeFour],
  launchSeconds: [5.4e-6, likeFour],
  hopSeconds: [0.76e-6, likeFour],
  rampSeconds: [12e-6, likeFour],
  hostLaunchSeconds: [23e-6, likeFour],
} as const;

export const nvlink = {
  nvlink2: link('nvlink2', 'NVLink 2, 150 GB/s each way', {
    alphaSeconds: [6e-6, assumed('a little above the 5.4 µs fitted on NVLink 3')],
    directBandwidth: [98e9, assumed('the share of 150 GB/s that NVLink 3 reaches, 0.65')],
    launchSeconds: [9e-6, assumed('as fitted on NVLink 3')],
    hopSeconds: [0.83e-6, assumed('as fitted on NVLink 3')],
    rampSeconds: [28e-6, assumed('as fitted on NVLink 3')],
    bandwidth: [114e9, assumed('the share of 150 GB/s that NVLink 3 reaches, 0.76')],
    hostLaunchSeconds: [45e-6, assumed('as fitted on the A100')],
  }),
  nvlink3: link('nvlink3', 'NVLink 3 through NVSwitch, 300 GB/s each way', {
    alphaSeconds: [5.4e-6, direct3],
    directBandwidth: [196e9, direct3],
    launchSeconds: [8.9e-6, library3],
    hopSeconds: [0.83e-6, library3],
    rampSeconds: [28.4e-6, library3],
    bandwidth: [229e9, library3],
    hostLaunchSeconds: [45e-6, eager('A100', '2 and 11')],
  }),
  nvlink4: link('nvlink4', 'NVLink 4 through NVSwitch, 450 GB/s each way', {
    alphaSeconds: [4.5e-6, direct4],
    directBandwidth: [294e9, direct4],
    launchSeconds: [5.4e-6, library4],
    hopSeconds: [0.76e-6, library4],
    rampSeconds: [12.1e-6, library4],
    bandwidth: [364e9, library4],
    inSwitchBandwidth: [311e9, sharp],
    hostLaunchSeconds: [23e-6, eager('H100', '6 and 16')],
  }),
  nvlink5: link('nvlink5', 'NVLink 5 through NVSwitch, 900 GB/s each way', {
    ...like,
    directBandwidth: [588e9, assumed('the share of 900 GB/s that NVLink 4 reaches, 0.65')],
    bandwidth: [728e9, assumed('the share of 900 GB/s that NVLink 4 reaches, 0.81')],
    inSwitchBandwidth: [622e9, assumed("0.855 of the ring's, as fitted on NVLink 4")],
  }),
  'nvlink-bridge': link('nvlink-bridge', 'NVLink bridge between two cards, 300 GB/s each way', {
    ...like,
    directBandwidth: [196e9, assumed('the share of 300 GB/s that NVLink 4 reaches, 0.65')],
    bandwidth: [243e9, assumed('the share of 300 GB/s that NVLink 4 reaches, 0.81')],
  }),
};
