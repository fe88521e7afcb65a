import type { ResidualLayers } from './one-shot-facts.ts';
import type { ResidualNetworkShape } from './one-shot-shape.ts';
import { convolution, type Part, passes, product } from './part.ts';

/** Channels that residual layers end with. */
export function residualChannels({ stageChannels, expansion }: ResidualLayers): number {
  return (stageChannels.at(-1) ?? 0) * expansion;
}

/** Parts of a residual network on one image: its layers, and the classes. */
export function residualNetworkParts(
  shape: ResidualNetworkShape,
  width: number,
  height: number,
): Part[] {
  const classes = product('classes', 1, 1, residualChannels(shape), shape.classes);
  return [...residualParts(shape, width, height), classes];
}

/**
 * Parts of residual layers on one image. Norms are folded into the convolutions' weights, as every inference engine
 * does; what is left is the activation that each convolution writes, and the sum of a block.
 */
export function residualParts(shape: ResidualLayers, width: number, height: number): Part[] {
  const { stemChannels, stageBlocks, stageChannels, expansion, groups } = shape;
  let points = (width / 2) * (height / 2);
  const parts = [
    convolution('stem', points, 49, 3, stemChannels, 2),
    passes('pooling', 1, 1, points * stemChannels),
  ];
  points /= 4;
  let flowing = stemChannels;
  for (const [stage, blocks] of stageBlocks.entries()) {
    const inner = stageChannels[stage] ?? 0;
    const outer = inner * expansion;
    for (let block = 0; block < blocks; block += 1) {
      // the 3 × 3 convolution of a stage's first block halves the picture (ResNet v1.5)
      const halves = stage > 0 && block === 0;
      parts.push(convolution('reduce', points, 1, flowing, inner));
      if (halves) points /= 4;
      parts.push(convolution('3 × 3', points, 9, inner, inner, halves ? 2 : 1, groups));
      parts.push(convolution('expand', points, 1, inner, outer));
      if (flowing !== outer) {
        parts.push(convolution('bypass', points, 1, flowing, outer, halves ? 2 : 1));
      }
      parts.push(passes('sum', 1, 1, points * outer));
      flowing = outer;
    }
  }
  return parts;
}
