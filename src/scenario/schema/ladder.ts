import { dtypes } from '../../physics/data-sheets.ts';
import { block, list } from './blocks.ts';
import { modelId } from './model-reference.ts';
import { choice, count, quantity } from './scalars.ts';

const accuracy = (description: string) =>
  quantity('share', { min: 0, max: 1 }, description).optional();

/** What a service that answers in one shot does less of, rung by rung, when its deadline is missed. */
export const ladderSchema = block({
  near: quantity(
    'time',
    { min: 0 },
    'an answer with less than this to spare before the deadline is nearly missed, and leads one rung down, too; default 10 % of the deadline',
  ).optional(),
  quiet: quantity(
    'time',
    { above: 0 },
    'after so long without a missed or nearly missed deadline it goes one rung back up',
  ).prefault('10s'),
  accuracy: accuracy(
    'how good the answers of the pool’s own model are, such as its mean average precision',
  ),
  rungs: list(
    block({
      model: modelId.optional(),
      precision: choice(
        dtypes,
        'number format of weights and activations; default: the pool’s',
      ).optional(),
      every: count(
        { min: 1, max: 1000 },
        'frames are skipped: of so many rounds of the sources one is answered',
      ).prefault(1),
      accuracy: accuracy('how good the answers are on this rung'),
    }),
    '[{model: detr-resnet-50}, {every: 2}]',
    16,
  ),
});
