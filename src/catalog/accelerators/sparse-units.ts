import type { Dtype, Source, SparseUnits } from '../../physics/data-sheets.ts';
import { dataSheet } from '../sources.ts';

/** Units for 2:4 sparse weights, and who says so. */
interface SparseSheet extends SparseUnits {
  readonly source: Source;
}

const ampereFormats: readonly Dtype[] = ['tf32', 'bf16', 'fp16', 'int8', 'int4'];
const hopperFormats: readonly Dtype[] = ['tf32', 'bf16', 'fp16', 'fp8', 'int8'];

/** All of these state twice the dense rate; the places in the documents are recalled, not looked up again. */
function twice(formats: readonly Dtype[], source: Source): SparseSheet {
  return { speedup: 2, formats, source };
}

const ampere = twice(
  ampereFormats,
  dataSheet('NVIDIA A100 Tensor Core GPU Architecture whitepaper, 2020, table 3: sparse rates'),
);
const ada = twice(
  [...ampereFormats, 'fp8'],
  dataSheet('NVIDIA Ada GPU Architecture whitepaper, 2023, appendix A: sparse rates'),
);
const hopper = twice(
  hopperFormats,
  dataSheet('NVIDIA H100 Tensor Core GPU Architecture whitepaper, 2022, table 2: sparse rates'),
);
/** fp4 is left out: boards differ in what they state for it. */
const blackwell = twice(
  hopperFormats,
  dataSheet('NVIDIA Blackwell Architecture Technical Brief, 2024: sparse rates'),
);
const cdna3 = twice(
  ['bf16', 'fp16', 'fp8', 'int8'],
  dataSheet('AMD CDNA 3 architecture whitepaper, 2023: 4:2 structured sparsity in matrix cores'),
);

/**
 * Chips whose matrix units skip two zeros of four, by id; others compute 2:4 sparse weights as dense ones. Beside the data
 * sheets, because only runs with a sparse model depend on it.
 */
export const sparseUnits: Readonly<Record<string, SparseSheet>> = {
  'a100-40gb': ampere,
  'a100-80gb': ampere,
  'a100-pcie-80gb': ampere,
  a10g: ampere,
  a30: ampere,
  a40: ampere,
  'rtx-3090': ampere,
  l4: ada,
  l40s: ada,
  'rtx-4090': ada,
  'rtx-6000-ada': ada,
  'h100-sxm': hopper,
  'h100-pcie': hopper,
  'h100-nvl': hopper,
  h200: hopper,
  h20: hopper,
  gh200: hopper,
  b200: blackwell,
  gb200: blackwell,
  b300: blackwell,
  gb300: blackwell,
  'rtx-pro-6000': blackwell,
  'rtx-5090': blackwell,
  mi300x: cdna3,
  mi325x: cdna3,
  mi355x: cdna3,
};
