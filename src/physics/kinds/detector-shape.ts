import type { OneShotFacts, ResidualLayers } from './one-shot-facts.ts';

/**
 * A detector over a pyramid of feature maps (RetinaNet): two towers of convolutions look at every point of every level,
 * one for classes, one for boxes.
 */
export interface PyramidHead {
  readonly type: 'pyramid';
  /** Channels of every level of the pyramid. */
  readonly channels: number;
  /** Convolutions of each tower before its last. */
  readonly towerLayers: number;
  /** Boxes that each point proposes. */
  readonly anchors: number;
}

/** A transformer that looks at the last feature map and asks for a fixed number of boxes (DETR). */
export interface QueryHead {
  readonly type: 'queries';
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly queries: number;
}

export interface DetectorShape extends OneShotFacts {
  readonly architecture: 'detector';
  readonly backbone: ResidualLayers;
  readonly head: PyramidHead | QueryHead;
  /** Classes that a box is scored for, "nothing" included where the model has it. */
  readonly classes: number;
}
