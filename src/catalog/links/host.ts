import type { Accelerator } from '../../physics/data-sheets.ts';
import { assumed, type Cited, dataSheet } from '../sources.ts';
import { otherLinks } from './other.ts';

const { pcie3, pcie4, pcie5 } = otherLinks;

/** A slot as the chip's data sheet names it, at the share of it that the catalog grants to PCIe. */
const slot = ({ bandwidth, name }: typeof pcie3): Cited<number> => [
  bandwidth,
  dataSheet(`system interface of the chip: ${name}; 0.8 of that, assumed`),
];
const chipToChip = (nominal: number, shared: string): Cited<number> => [
  0.8 * nominal,
  dataSheet(`NVLink-C2C to Grace, 450 GB/s each way${shared}; 0.8 of that, assumed`),
];

/** What one chip and the memory of its host exchange, in bytes per second each way, by chip. */
const hostLinks: Readonly<Record<string, Cited<number>>> = {
  'v100-32gb': slot(pcie3),
  t4: slot(pcie3),
  'a100-40gb': slot(pcie4),
  'a100-80gb': slot(pcie4),
  'a100-pcie-80gb': slot(pcie4),
  a10g: slot(pcie4),
  a30: slot(pcie4),
  a40: slot(pcie4),
  l4: slot(pcie4),
  l40s: slot(pcie4),
  'rtx-3090': slot(pcie4),
  'rtx-4090': slot(pcie4),
  'rtx-6000-ada': slot(pcie4),
  'rtx-5090': slot(pcie5),
  'rtx-pro-6000': slot(pcie5),
  'h100-sxm': slot(pcie5),
  'h100-pcie': slot(pcie5),
  'h100-nvl': slot(pcie5),
  h200: slot(pcie5),
  h20: slot(pcie5),
  b200: slot(pcie5),
  b300: slot(pcie5),
  gh200: chipToChip(450e9, ''),
  gb200: chipToChip(225e9, ', for two chips'),
  gb300: chipToChip(225e9, ', for two chips'),
  mi250x: slot(pcie4),
  mi300x: slot(pcie5),
  mi325x: slot(pcie5),
  mi355x: slot(pcie5),
  gaudi2: slot(pcie4),
  gaudi3: slot(pcie5),
  'xeon-8592': slot(pcie5),
  'xeon-6980p': slot(pcie5),
  'epyc-9755': slot(pcie5),
  grace: slot(pcie5),
};

const unknown: Cited<number> = [
  pcie4.bandwidth,
  assumed(`as ${pcie4.name}: the catalog does not know how this chip hangs on its host`),
];

/** The link between a chip and its host; an instance of a chip has its part of the chip's. */
export function hostLinkOf({ id, partOf }: Pick<Accelerator, 'id' | 'partOf'>): Cited<number> {
  const chip = partOf?.chip ?? id.replace(/-custom$/, '');
  const [bandwidth, source] = hostLinks[chip] ?? unknown;
  return [bandwidth / (partOf?.perChip ?? 1), source];
}
