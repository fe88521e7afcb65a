import { block, scalarOrBlock } from './blocks.ts';
import { lengthSchema } from './length.ts';
import { count } from './scalars.ts';

const pixels = (description: string) => count({ min: 1, max: 65_536 }, description);

/** Images of a prompt, for models that see them. */
export const imagesSchema = block({
  perRequest: scalarOrBlock(
    count(
      { min: 1, max: 10_000 },
      'images of each request, or their law; they stand before its text',
    ),
    lengthSchema,
  ).prefault(1),
  width: pixels('pixels of each image, as it is sent'),
  height: pixels('pixels of each image, as it is sent'),
});
