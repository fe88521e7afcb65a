import { assumed, type Cited, dataSheet } from '../sources.ts';
import { accelerators, gibibytes, idleShare, tera } from './sheet.ts';

const idle = 'no power is published; HBM parts without measurement';
const instances = (text: string) => dataSheet(`AWS Neuron documentation, ${text}`);

/** NeuronCore-v2 is in both: two cores a chip. 8 bits floating (cFP8) run no faster than 16. */
const neuronCoreV2 = { fp32: tera(47.5), tf32: tera(190), bf16: tera(190), fp16: tera(190) };
const neuronCoreV2Narrow = { fp8: tera(190), int8: tera(380) };

const hbm2e: Cited<number> = [
  tera(0.82),
  instances('edition 2.9: 820 GB/s a chip (later ones print 820 GiB/s)'),
];

/** AWS publishes no power of any of these. */
export const awsNeuron = accelerators('AWS', {
  trainium1: {
    name: 'AWS Trainium',
    year: 2022,
    source: dataSheet(
      'AWS Neuron documentation 2.28, Trainium architecture, chip components (edition 2.9: int8 420 TOPS)',
    ),
    memoryBytes: gibibytes(32),
    memoryBandwidth: hbm2e,
    peak: { ...neuronCoreV2, ...neuronCoreV2Narrow },
    boardWatts: [400, assumed('a training part of two dies and two HBM stacks, near the A100')],
    idleWatts: idleShare(400, 0.15, idle),
    link: 'neuronlink-2',
    chipsPerNode: [16, instances('Trn1 architecture: sixteen chips a trn1.32xlarge')],
  },
  inferentia2: {
    name: 'AWS Inferentia2',
    year: 2023,
    source: dataSheet('AWS Neuron documentation 2.29, Inferentia2 architecture, chip components'),
    memoryBytes: gibibytes(32),
    memoryBandwidth: hbm2e,
    peak: { ...neuronCoreV2, ...neuronCoreV2Narrow },
    boardWatts: [
      190,
      assumed('the same cores as Trainium in an air-cooled card of half the power'),
    ],
    idleWatts: idleShare(190, 0.15, idle),
    link: 'neuronlink-2-ring',
    chipsPerNode: [12, instances('Inferentia2 architecture: up to twelve chips an instance')],
  },
  trainium2: {
    name: 'AWS Trainium2',
    year: 2024,
    source: dataSheet(
      'AWS Neuron documentation 2.29, Trainium2 architecture, chip components; dense',
    ),
    memoryBytes: gibibytes(96),
    memoryBandwidth: [
      tera(2.9),
      instances('Trainium2 architecture: 2.9 TB/s (its NKI guide rounds to 3 TB/s)'),
    ],
    peak: {
      fp32: tera(181),
      tf32: tera(667),
      bf16: tera(667),
      fp16: tera(667),
      fp8: tera(1299),
    },
    boardWatts: [500, assumed('the press prints about 500 W; AWS nothing')],
    idleWatts: idleShare(500, 0.15, idle),
    link: 'neuronlink-3',
    chipsPerNode: [16, assumed('a trn2.48xlarge; an UltraServer joins 64')],
  },
});
