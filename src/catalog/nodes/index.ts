import type { NodeSheet } from '../../physics/facility/node-power.ts';
import { nodeSheets } from './sheets.ts';

/** Every known server, by id. */
export const nodes = nodeSheets satisfies Readonly<Record<string, NodeSheet>>;

/** Chips that are sold on one kind of board; every other one is taken to sit in a server with PCIe slots. */
const boards: Readonly<Record<string, keyof typeof nodes>> = {
  'a100-40gb': 'hgx-a100',
  'a100-80gb': 'hgx-a100',
  'h100-sxm': 'hgx-h100',
  h20: 'hgx-h100',
  h200: 'hgx-h200',
  b200: 'hgx-b200',
  b300: 'hgx-b200',
  gb200: 'gb200-nvl72',
  gb300: 'gb200-nvl72',
  'jetson-agx-orin': 'jetson',
  'jetson-agx-thor': 'jetson',
  'xeon-8592': 'cpu-server',
  'xeon-6980p': 'cpu-server',
  'epyc-9755': 'cpu-server',
  grace: 'grace-server',
};

/** The server that a chip is usually in. */
export function usualNode(accelerator: string): keyof typeof nodes {
  return boards[accelerator] ?? 'pcie-server';
}

/**
 * Prices of accelerators that stand in servers with PCIe slots, in USD. Assumed, of the order of what resellers ask for
 * one new card, 2024 to 2025; of processors, the makers' list (8592+: 11,600 USD at its launch, nowhyderabad.com, 2023;
 * the others as recalled, not looked up again).
 */
export const cardUsd: Readonly<Record<string, number>> = {
  t4: 1000,
  l4: 2600,
  l40s: 8500,
  a10g: 3200,
  a30: 5000,
  a40: 5500,
  'a100-pcie-80gb': 15_000,
  'h100-pcie': 28_000,
  'h100-nvl': 30_000,
  'rtx-3090': 1200,
  'rtx-4090': 2000,
  'rtx-5090': 2500,
  'rtx-6000-ada': 7000,
  'rtx-pro-6000': 8500,
  'xeon-8592': 11_600,
  'xeon-6980p': 12_460,
  'epyc-9755': 12_984,
  grace: 8000,
};
