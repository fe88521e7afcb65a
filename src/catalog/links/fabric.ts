import { assumed, fitted } from '../sources.ts';
import { fabric } from './link.ts';

const h100 = fitted(
  'send and receive between two H100 nodes (Vidur), 249 rows of 2 KB to 67 MB: median error 3 %, 90th 10 %; that the ' +
    'nodes have 400 Gbit/s per chip is assumed',
);
const a100 = fitted(
  'send and receive and all-reduce over two A100 nodes with 1, 2, 4 and 8 chips each (Vidur), 1245 rows of 2 KB to 67 MB, ' +
    'whose nodes share some 100 Gbit/s: median error 17 %, 90th 49 % (by chips per node 14, 37, 45 and 23 % at the median)',
);
const alpha = assumed('as fitted between H100 nodes');
const share = (nominal: string) => assumed(`0.72 of ${nominal}, as between H100 nodes`);
const port = (text: string) =>
  assumed(`${text}: a switch with 64 ports of 400 Gbit/s takes 1.0 to 1.7 kW without transceivers`);
const eight = assumed('eight adapters, one per chip');

/** Networks between nodes. */
export const fabrics = {
  'ib-xdr-800': fabric('ib-xdr-800', 'InfiniBand XDR, 800 Gbit/s per chip', {
    alphaSeconds: [20e-6, alpha],
    bandwidth: [72e9, share('100 GB/s')],
    nodeBandwidth: [576e9, eight],
    portWatts: [60, port('44 W of an 800G port and a transceiver of 16 W')],
  }),
  'ib-ndr-400': fabric('ib-ndr-400', 'InfiniBand NDR, 400 Gbit/s per chip', {
    alphaSeconds: [19.8e-6, h100],
    bandwidth: [36.1e9, h100],
    nodeBandwidth: [289e9, eight],
    portWatts: [32, port('22 W and a transceiver of 10 W')],
  }),
  'ib-hdr-200': fabric('ib-hdr-200', 'InfiniBand HDR, 200 Gbit/s per chip', {
    alphaSeconds: [20e-6, alpha],
    bandwidth: [18e9, share('25 GB/s')],
    nodeBandwidth: [144e9, eight],
    portWatts: [16, port('11 W of half a port and a transceiver of 5 W')],
  }),
  'roce-400': fabric('roce-400', 'RoCE, 400 Gbit/s per chip', {
    alphaSeconds: [20e-6, alpha],
    bandwidth: [36e9, share('50 GB/s')],
    nodeBandwidth: [288e9, eight],
    portWatts: [32, port('22 W and a transceiver of 10 W')],
  }),
  'ethernet-100': fabric('ethernet-100', 'Ethernet, 100 Gbit/s per node', {
    alphaSeconds: [53.5e-6, a100],
    bandwidth: [7.1e9, a100],
    nodeBandwidth: [8.5e9, a100],
    portWatts: [10, port('6 W of a quarter of a port and a transceiver of 4 W')],
  }),
};
