import type { EncoderShape, ResidualNetworkShape } from '../../physics/kinds/one-shot-shape.ts';
import { paper } from '../sources.ts';
import { modelCard, picture, textOf } from './sheet.ts';

const encoder = (
  facts: Omit<EncoderShape, 'architecture' | 'nativeDtype' | 'gatedMlp'>,
): EncoderShape => ({
  architecture: 'encoder',
  nativeDtype: 'fp16',
  gatedMlp: false,
  ...facts,
});

const bertLarge = {
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

const resNet50: ResidualNetworkShape = {
  id: 'resnet-50',
  name: 'ResNet-50 v1.5',
  architecture: 'residual-network',
  kinds: ['classify', 'embed'],
  nativeDtype: 'fp16',
  stemChannels: 64,
  stageBlocks: [3, 4, 6, 3],
  stageChannels: [64, 128, 256, 512],
  expansion: 4,
  classes: 1000,
  defaultJob: picture(224, 224),
  publishedParameters: 25.6e6,
  source: paper(
    'He et al., "Deep Residual Learning", CVPR 2016 (arXiv 1512.03385), table 1, with the stride in the 3 × 3',
  ),
};

export const visionModels = { 'resnet-50': resNet50 };
