import type { EncoderShape } from '../../physics/kinds/one-shot-shape.ts';
import { paper } from '../sources.ts';
import { modelCard, picture, textOf } from './sheet.ts';

/** Completes an encoder of 16 bits with a plain MLP. */
export const encoder = (
  facts: Omit<EncoderShape, 'architecture' | 'nativeDtype' | 'gatedMlp'> & Partial<EncoderShape>,
): EncoderShape => ({
  architecture: 'encoder',
  nativeDtype: 'fp16',
  gatedMlp: false,
  ...facts,
});

/** BERT large's layers; XLM-R large and what was made from it have the same. */
export const bertLarge = {
  layers: 24,
  hiddenSize: 1024,
  intermediateSize: 4096,
  patchPixels: null,
  longestTokens: 512,
} as const;

export const encoderModels = {
  'bert-large': encoder({
    ...bertLarge,
    id: 'bert-large',
    name: 'BERT large',
    kinds: ['classify', 'embed'],
    vocabSize: 30_522,
    // SQuAD 1.1 with a maximum of 384: 177 tokens in the mean without padding (assumed)
    defaultJob: textOf(177),
    publishedParameters: 0.34e9,
    source: paper(
      'Devlin et al., "BERT", NAACL 2019 (arXiv 1810.04805), section 3; 340 M parameters',
    ),
  }),
  'bge-large': encoder({
    ...bertLarge,
    id: 'bge-large',
    name: 'BGE large en v1.5',
    kinds: ['embed'],
    vocabSize: 30_522,
    defaultJob: textOf(256),
    publishedParameters: 0.335e9,
    source: modelCard('BAAI/bge-large-en-v1.5'),
  }),
  'bge-base': encoder({
    id: 'bge-base',
    name: 'BGE base en v1.5',
    kinds: ['embed'],
    layers: 12,
    hiddenSize: 768,
    intermediateSize: 3072,
    patchPixels: null,
    longestTokens: 512,
    vocabSize: 30_522,
    defaultJob: textOf(256),
    publishedParameters: 0.109e9,
    source: modelCard('BAAI/bge-base-en-v1.5'),
  }),
  'e5-large-v2': encoder({
    ...bertLarge,
    id: 'e5-large-v2',
    name: 'E5 large v2',
    kinds: ['embed'],
    vocabSize: 30_522,
    defaultJob: textOf(256),
    publishedParameters: 0.335e9,
    source: modelCard('intfloat/e5-large-v2'),
  }),
  'bge-m3': encoder({
    ...bertLarge,
    id: 'bge-m3',
    name: 'BGE M3',
    kinds: ['embed'],
    longestTokens: 8192,
    vocabSize: 250_002,
    defaultJob: textOf(512),
    publishedParameters: 0.568e9,
    source: modelCard('BAAI/bge-m3'),
  }),
  'vit-base-16': encoder({
    id: 'vit-base-16',
    name: 'ViT-B/16',
    kinds: ['classify', 'embed'],
    layers: 12,
    hiddenSize: 768,
    intermediateSize: 3072,
    vocabSize: 0,
    patchPixels: 16,
    longestTokens: 0,
    defaultJob: picture(224, 224),
    publishedParameters: 0.086e9,
    source: paper(
      'Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021 (arXiv 2010.11929), table 1',
    ),
  }),
  'vit-large-16': encoder({
    id: 'vit-large-16',
    name: 'ViT-L/16',
    kinds: ['classify', 'embed'],
    layers: 24,
    hiddenSize: 1024,
    intermediateSize: 4096,
    vocabSize: 0,
    patchPixels: 16,
    longestTokens: 0,
    defaultJob: picture(224, 224),
    publishedParameters: 0.307e9,
    source: paper(
      'Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021 (arXiv 2010.11929), table 1',
    ),
  }),
};
