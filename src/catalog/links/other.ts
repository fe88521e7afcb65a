import { assumed } from '../sources.ts';
import { link } from './link.ts';

const pcieAlpha = assumed('kernel launch and host bridge; no PCIe collective was at hand to fit');
const share = (nominal: string) => assumed(`0.8 of the nominal ${nominal} each way`);
const fabricAlpha = assumed('of the order fitted on NVLink; no collective was at hand to fit');

/** What no collective was at hand to fit: a launch as long as an exchange of the same link, the ramp of NVLink 4. */
const library = (launch: number, hop: number) => {
  const ramp = assumed('as fitted on NVLink 4');
  return {
    launchSeconds: [launch, assumed('as an exchange')],
    hopSeconds: [hop, assumed('of the order fitted on NVLink')],
    rampSeconds: [12e-6, ramp],
    hostLaunchSeconds: [23e-6, ramp],
  } as const;
};

export const otherLinks = {
  pcie3: link('pcie3', 'PCIe 3.0 x16, 15.8 GB/s each way', {
    ...library(10e-6, 2e-6),
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [12.6e9, share('15.8 GB/s')],
  }),
  pcie4: link('pcie4', 'PCIe 4.0 x16, 31.5 GB/s each way', {
    ...library(10e-6, 2e-6),
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [25.2e9, share('31.5 GB/s')],
  }),
  pcie5: link('pcie5', 'PCIe 5.0 x16, 63 GB/s each way', {
    ...library(10e-6, 2e-6),
    alphaSeconds: [10e-6, pcieAlpha],
    bandwidth: [50.4e9, share('63 GB/s')],
  }),
  'infinity-fabric-3': link('infinity-fabric-3', 'AMD Infinity Fabric, 8 × 50 GB/s each way', {
    ...library(6e-6, 1e-6),
    alphaSeconds: [6e-6, fabricAlpha],
    directBandwidth: [320e9, share('400 GB/s')],
    bandwidth: [320e9, share('400 GB/s')],
  }),
  'infinity-fabric': link('infinity-fabric', 'AMD Infinity Fabric, 7 × 64 GB/s each way', {
    ...library(6e-6, 1e-6),
    alphaSeconds: [6e-6, fabricAlpha],
    directBandwidth: [358e9, share('448 GB/s')],
    bandwidth: [358e9, share('448 GB/s')],
  }),
  'infinity-fabric-4': link('infinity-fabric-4', 'AMD Infinity Fabric, 7 × 76.8 GB/s each way', {
    ...library(6e-6, 1e-6),
    alphaSeconds: [6e-6, fabricAlpha],
    directBandwidth: [430e9, share('537.6 GB/s')],
    bandwidth: [430e9, share('537.6 GB/s')],
  }),
  'ici-v4': link('ici-v4', 'TPU v4 inter-chip interconnect, 3D torus, 6 × 50 GB/s each way', {
    ...library(5e-6, 1e-6),
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [240e9, share('300 GB/s (Jouppi et al., ISCA 2023: six links of 50 GB/s)')],
  }),
  'ici-v5e': link('ici-v5e', 'TPU v5e inter-chip interconnect, 2D torus, 200 GB/s each way', {
    ...library(5e-6, 1e-6),
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [160e9, share('200 GB/s (Google Cloud documentation: 400 GB/s both ways)')],
  }),
  'ici-v5p': link('ici-v5p', 'TPU v5p inter-chip interconnect, 3D torus, 600 GB/s each way', {
    ...library(5e-6, 1e-6),
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [480e9, share('600 GB/s (Google Cloud documentation: 1200 GB/s both ways)')],
  }),
  'ici-v6e': link('ici-v6e', 'TPU v6e inter-chip interconnect, 2D torus, 400 GB/s each way', {
    ...library(5e-6, 1e-6),
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [320e9, share('400 GB/s (Google Cloud documentation: 800 GB/s both ways)')],
  }),
  'ici-v7': link('ici-v7', 'TPU7x inter-chip interconnect, 3D torus, 600 GB/s each way', {
    ...library(5e-6, 1e-6),
    alphaSeconds: [5e-6, fabricAlpha],
    bandwidth: [480e9, share('600 GB/s (Google Cloud documentation: 1200 GB/s both ways)')],
  }),
  'neuronlink-2': link('neuronlink-2', 'NeuronLink-v2 in Trn1, 2D torus, 384 GB/s each way', {
    ...library(10e-6, 1e-6),
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [307e9, share('384 GB/s (AWS prints 768 GB/s both ways)')],
  }),
  'neuronlink-2-ring': link('neuronlink-2-ring', 'NeuronLink-v2 in Inf2, ring, 96 GB/s each way', {
    ...library(10e-6, 1e-6),
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [77e9, share('96 GB/s (AWS prints 192 GB/s both ways)')],
  }),
  'neuronlink-3': link('neuronlink-3', 'NeuronLink-v3 in Trn2, 2D torus, 640 GB/s each way', {
    ...library(10e-6, 1e-6),
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [512e9, share('640 GB/s (AWS prints 1.28 TB/s both ways)')],
  }),
  'gaudi2-ethernet': link('gaudi2-ethernet', 'Gaudi 2, 21 × 100 Gbit/s RoCE in the node', {
    ...library(10e-6, 1e-6),
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [210e9, share('262.5 GB/s')],
  }),
  'gaudi3-ethernet': link('gaudi3-ethernet', 'Gaudi 3, 21 × 200 Gbit/s RoCE in the node', {
    ...library(10e-6, 1e-6),
    alphaSeconds: [10e-6, fabricAlpha],
    bandwidth: [420e9, share('525 GB/s')],
  }),
  none: link('none', 'no link: the 25 Gbit/s network of the host', {
    ...library(30e-6, 30e-6),
    alphaSeconds: [30e-6, assumed('one TCP exchange between hosts')],
    bandwidth: [2.5e9, assumed('0.8 of 25 Gbit/s')],
  }),
};
