import type { DetectorShape } from '../../physics/kinds/detector-shape.ts';
import type { ResidualNetworkShape } from '../../physics/kinds/one-shot-shape.ts';
import { paper } from '../sources.ts';
import { checkedCard, modelCard, picture } from './sheet.ts';

const resNet50Layers = {
  stemChannels: 64,
  stageBlocks: [3, 4, 6, 3],
  stageChannels: [64, 128, 256, 512],
  expansion: 4,
  groups: 1,
} as const;

/** ResNeXt-50 32×4d: twice the inner width, in 32 groups. */
const resNext50Layers = {
  ...resNet50Layers,
  stageChannels: [128, 256, 512, 1024],
  expansion: 2,
  groups: 32,
} as const;

const resNet50: ResidualNetworkShape = {
  ...resNet50Layers,
  id: 'resnet-50',
  name: 'ResNet-50 v1.5',
  architecture: 'residual-network',
  kinds: ['classify', 'embed'],
  nativeDtype: 'fp16',
  classes: 1000,
  defaultJob: picture(224, 224),
  publishedParameters: 25.6e6,
  source: paper(
    'He et al., "Deep Residual Learning", CVPR 2016 (arXiv 1512.03385), table 1, with the stride in the 3 × 3',
  ),
};

const retinaNet: DetectorShape = {
  id: 'retinanet',
  name: 'RetinaNet ResNeXt-50 FPN',
  architecture: 'detector',
  kinds: ['detect'],
  nativeDtype: 'fp16',
  backbone: resNext50Layers,
  head: { type: 'pyramid', channels: 256, towerLayers: 4, anchors: 9 },
  classes: 264,
  defaultJob: picture(800, 800),
  publishedParameters: 38e6,
  source: checkedCard(
    'MLPerf Inference’s RetinaNet (ResNeXt-50 32×4d, Open Images, 264 classes; Lin et al., arXiv 1708.02002)',
    'its ONNX file of 152 MB in 32 bits on Hugging Face (Kalray/retinanet-resnext50-mlperf)',
  ),
};

const detr: DetectorShape = {
  id: 'detr-resnet-50',
  name: 'DETR ResNet-50',
  architecture: 'detector',
  kinds: ['detect'],
  nativeDtype: 'fp16',
  backbone: resNet50Layers,
  head: {
    type: 'queries',
    hiddenSize: 256,
    intermediateSize: 2048,
    encoderLayers: 6,
    decoderLayers: 6,
    queries: 100,
  },
  // 91 classes of COCO and "nothing"
  classes: 92,
  defaultJob: picture(1066, 800),
  publishedParameters: 41e6,
  source: modelCard(
    'facebook/detr-resnet-50',
    '; Carion et al., "DETR", ECCV 2020 (arXiv 2005.12872), table 1: 41 M parameters, 86 G multiply-adds',
  ),
};

export const visionModels = {
  'resnet-50': resNet50,
  retinanet: retinaNet,
  'detr-resnet-50': detr,
};
