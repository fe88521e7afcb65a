import type { Source } from '../physics/data-sheets.ts';
import type { DataWall, LossForm } from '../quality/training-loss.ts';
import { type Cited, paper } from './sources.ts';

/** A fitted form of the loss, with the standard errors of its exponents. */
export interface CitedLossForm {
  readonly form: LossForm;
  readonly exponentErrors: { readonly size: number; readonly data: number };
  readonly source: Source;
}

/** Forms of the loss, by id. */
export const lossForms = {
  'chinchilla-refit': {
    form: {
      floor: 1.8172,
      size: 482.01,
      sizeExponent: 0.3478,
      data: 2085.43,
      dataExponent: 0.3658,
    },
    exponentErrors: { size: 0.02, data: 0.02 },
    source: paper(
      'Besiroglu et al. 2024, arXiv 2404.10102: approach 3 of Hoffmann et al., refitted',
    ),
  },
  'chinchilla-2022': {
    form: { floor: 1.69, size: 406.4, sizeExponent: 0.34, data: 410.7, dataExponent: 0.28 },
    exponentErrors: { size: 0.02, data: 0.02 },
    source: paper(
      'Hoffmann et al. 2022, arXiv 2203.15556, approach 3 as printed; errors as of the refit',
    ),
  },
} as const satisfies Readonly<Record<string, CitedLossForm>>;
export type LossFormId = keyof typeof lossForms;
export const lossFormIds = Object.keys(lossForms) as LossFormId[];

/** What repeated tokens and excess parameters are worth. */
export const dataWall: Cited<DataWall> = [
  { repeats: 15.39, excess: 5.31 },
  paper(
    'Muennighoff et al. 2023, arXiv 2305.16264; taken to hold with the refitted loss form (assumed)',
  ),
];

/** A published base model at a task. */
export interface PretrainedPoint {
  readonly name: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly accuracy: number;
  /** Calibrated points fix the curve from loss to ability; the others test it. */
  readonly use: 'calibrated' | 'tested';
}

export interface PretrainedFamily {
  readonly points: readonly PretrainedPoint[];
  readonly source: Source;
}

const point = (
  name: string,
  parameters: number,
  tokens: number,
  accuracy: number,
  use: PretrainedPoint['use'] = 'tested',
): PretrainedPoint => ({ name, parameters, tokens, accuracy, use });

/** Base models of several sizes whose training is published, by task of `tasks`. */
export const pretrained = {
  gsm8k: {
    points: [
      point('LLaMA 7B', 6.7e9, 1e12, 0.11, 'calibrated'),
      point('LLaMA 13B', 13e9, 1e12, 0.178),
      point('LLaMA 33B', 32.5e9, 1.4e12, 0.356),
      point('LLaMA 65B', 65.2e9, 1.4e12, 0.509, 'calibrated'),
      point('Llama 2 7B', 6.74e9, 2e12, 0.146),
      point('Llama 2 13B', 13e9, 2e12, 0.287),
      point('Llama 2 34B', 33.7e9, 2e12, 0.422),
      point('Llama 2 70B', 69e9, 2e12, 0.568),
    ],
    source: paper(
      'Touvron et al. 2023, arXiv 2302.13971 and 2307.09288: single answers of base models with 8 examples',
    ),
  },
} as const satisfies Readonly<Record<string, PretrainedFamily>>;
export type PretrainedTask = keyof typeof pretrained;
export const pretrainedTasks = Object.keys(pretrained) as PretrainedTask[];
