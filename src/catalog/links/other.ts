import { assumed } from '../sources.ts';
import { link } from './link.ts';

const pcieAlpha = assumed('kernel launch and host bridge; no PCIe collective was at hand to fit');
const share = (nominal: string) => assumed(`0.8 of the nominal ${nominal} each way`);
const fabricAlpha = assumed('of the order fitted on NVLink; no collective was at hand to fit');

export const otherLinks = {
  pcie3: link('pcie3', 'PCIe 3.0 x16, 15.8 GB/s each way', {
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [12.6e9, share('15.8 GB/s')],
  }),
  pcie4: link('pcie4', 'PCIe 4.0 x16, 31.5 GB/s each way', {
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [25.2e9, share('31.5 GB/s')],
  }),
  pcie5: link('pcie5', 'PCIe 5.0 x16, 63 GB/s each way', {
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [50.4e9, share('63 GB/s')],
  }),
  'infinity-fabric': link('infinity-fabric', 'AMD Infinity Fabric, 7 × 64 GB/s each way', {
    alphaSeconds: [6e-6, fabricAlpha],
    bandwidth: [358e9, share('448 GB/s')],
  }),
  'infinity-fabric-4': link('infinity-fabric-4', 'AMD Infinity Fabric, 7 × 76.8 GB/s each way', {
    alphaSeconds: [6e-6, fabricAlpha],
    bandwidth: [430e9, share('537.6 GB/s')],
  }),
  'ici-v5e': link('ici-v5e', 'TPU v5e inter-chip interconnect, 2D torus, 200 GB/s each way', {
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [160e9, share('200 GB/s (Google Cloud documentation: 400 GB/s both ways)')],
  }),
  'ici-v6e': link('ici-v6e', 'TPU v6e inter-chip interconnect, 2D torus, 400 GB/s each way', {
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [320e9, share('400 GB/s (Google Cloud documentation: 800 GB/s both ways)')],
  }),
  'gaudi2-ethernet': link('gaudi2-ethernet', 'Gaudi 2, 21 × 100 Gbit/s RoCE in the node', {
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [210e9, share('262.5 GB/s')],
  }),
  'gaudi3-ethernet': link('gaudi3-ethernet', 'Gaudi 3, 21 × 200 Gbit/s RoCE in the node', {
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [420e9, share('525 GB/s')],
  }),
  none: link('none', 'no link: the 25 Gbit/s network of the host', {
    alphaSeconds: [30e-6, assumed('one TCP exchange between hosts')],
    bandwidth: [2.5e9, assumed('0.8 of 25 Gbit/s')],
  }),
};
