import { assumed } from '../sources.ts';
import { link } from './link.ts';

const alpha = assumed(
  'a few reads of another socket’s memory and two barriers; none was at hand to fit',
);
const share = (nominal: string) => assumed(`0.8 of the nominal ${nominal} each way`);

/** Chips that share memory start an exchange by a function call. */
const calls = {
  alphaSeconds: [5e-6, alpha],
  launchSeconds: [5e-6, assumed('as an exchange')],
  hopSeconds: [1e-6, assumed('of the order of a barrier between sockets')],
  rampSeconds: [12e-6, assumed('as fitted on NVLink 4')],
  hostLaunchSeconds: [5e-6, assumed('as an exchange: the host is the chip')],
} as const;

/** What joins the sockets of one server. */
export const socketLinks = {
  'upi-20': link('upi-20', 'UPI, 4 links of 20 GT/s, 160 GB/s each way', {
    ...calls,
    bandwidth: [128e9, share('160 GB/s')],
  }),
  'upi-24': link('upi-24', 'UPI 2.0, 6 links of 24 GT/s, 288 GB/s each way', {
    ...calls,
    bandwidth: [230e9, share('288 GB/s')],
  }),
  'xgmi-3': link('xgmi-3', 'AMD xGMI, 4 links of 16 lanes at 32 GT/s, 256 GB/s each way', {
    ...calls,
    bandwidth: [205e9, share('256 GB/s')],
  }),
  'nvlink-c2c': link('nvlink-c2c', 'NVLink-C2C between two Grace, 450 GB/s each way', {
    ...calls,
    bandwidth: [360e9, share('450 GB/s')],
  }),
};
