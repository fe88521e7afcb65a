import { assumed, type Cited, dataSheet, paper } from '../sources.ts';

const recalled = (text: string) => assumed(`boost clock of the ${text}, not looked up again`);
const driver = (chip: string) =>
  paper(`nvidia-smi -q of ${chip}, as printed in public logs: Max Clocks, SM`);

/** Highest clock of a chip's processors in Hz, for clocks that are given as frequencies. Chips without are not listed. */
export const highestClocks: Readonly<Record<string, Cited<number>>> = {
  'v100-32gb': [1530e6, recalled('NVIDIA V100 SXM data sheet')],
  t4: [1590e6, recalled('NVIDIA T4 product brief')],
  'a100-40gb': [1410e6, recalled('NVIDIA A100 whitepaper')],
  'a100-80gb': [1410e6, recalled('NVIDIA A100 whitepaper')],
  'a100-pcie-80gb': [1410e6, recalled('NVIDIA A100 PCIe product brief')],
  a30: [1440e6, recalled('NVIDIA A30 product brief')],
  a40: [1740e6, recalled('NVIDIA A40 product brief')],
  'rtx-3090': [1695e6, recalled('NVIDIA GeForce RTX 3090 specifications')],
  'h100-sxm': [1980e6, driver('an H100 SXM')],
  'h100-pcie': [1755e6, dataSheet('NVIDIA H100 PCIe product brief: boost clock')],
  h200: [1980e6, driver('an H200')],
  h20: [1980e6, recalled('driver of an H20')],
  gh200: [1980e6, recalled('driver of a GH200')],
  b200: [1965e6, recalled('driver of a B200')],
  l4: [2040e6, recalled('NVIDIA L4 product brief')],
  l40s: [2520e6, recalled('NVIDIA L40S product brief')],
  'rtx-4090': [2520e6, recalled('NVIDIA GeForce RTX 4090 specifications')],
  'rtx-6000-ada': [2505e6, recalled('NVIDIA RTX 6000 Ada data sheet')],
  'rtx-pro-6000': [2617e6, recalled('NVIDIA RTX PRO 6000 Blackwell data sheet')],
  mi250x: [1700e6, recalled('AMD Instinct MI250X data sheet')],
  mi300x: [2100e6, recalled('AMD Instinct MI300X data sheet')],
  mi325x: [2100e6, recalled('AMD Instinct MI325X data sheet')],
  mi355x: [2400e6, recalled('AMD Instinct MI355X data sheet')],
};
