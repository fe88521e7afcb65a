/**
 * What turns images into tokens of a prompt: a transformer over patches in which every patch attends to every other one
 * of its window, and a projector that joins a square of patches into one token of the language model.
 */
export interface VisionEncoder {
  readonly name: string;
  readonly layers: number;
  readonly hiddenSize: number;
  readonly attentionHeads: number;
  readonly intermediateSize: number;
  /** Three matrices in the MLP when true, two when false. */
  readonly gatedMlp: boolean;
  /** Side of a patch in pixels. */
  readonly patchPixels: number;
  /** Patches that become one token: a square with this side. */
  readonly mergeSide: number;
  /** Width between the projector's two matrices: the first one's outputs. */
  readonly projectorSize: number;
  readonly images: ImageGrid;
}

/** How an image of any size is cut into patches. */
export type ImageGrid =
  /**
   * At its own size, rounded to whole tokens, no smaller and no larger than so many pixels. All layers but `fullLayers`
   * attend within windows of `windowPatches` × `windowPatches` patches.
   */
  | {
      readonly kind: 'native';
      readonly leastPixels: number;
      readonly mostPixels: number;
      readonly windowPatches: number;
      readonly fullLayers: number;
    }
  /**
   * As up to `mostTiles` tiles of `tilePixels` × `tilePixels`, in the grid whose shape is closest to the image's, and, of
   * several, the whole image once more in one tile. A tile attends to itself, with one patch more that sums it up.
   */
  | { readonly kind: 'tiles'; readonly tilePixels: number; readonly mostTiles: number };

/** Of one image. */
export interface ImageSize {
  /** That it has in the prompt. */
  readonly tokens: number;
  /** Rows of the encoder. */
  readonly patches: number;
  /** Query–key pairs of a layer, on average over the layers. */
  readonly pairs: number;
}
