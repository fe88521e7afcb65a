import { z } from 'zod';
import { block, list } from './blocks.ts';
import { routerError } from './router-error.ts';
import { quantity } from './scalars.ts';

const floor = (what: string) => quantity('share', { above: 0, below: 1 }, what).optional();

/** Programs between which a router chooses by how hard a request looks; `more` are the keys beside those of the kind. */
export const routeProgram = <T extends z.ZodType, M extends z.core.$ZodLooseShape>(
  tier: T,
  more: M,
) =>
  block({
    kind: z.literal('route'),
    deepShare: quantity(
      'share',
      { min: 0, max: 1 },
      'share of the requests that go to the second tier: those that look hardest; this or slaFloor',
    ).optional(),
    slaFloor: floor(
      'least chance of a right answer that the first tier may be expected to have at a request; what looks harder goes to the second; this or deepShare',
    ),
    routerError: routerError().prefault(0.8),
    tiers: list(tier, '[{model: llama-3.2-3b}, {model: llama-3.1-70b}]', 2),
    highStakes: block({
      share: quantity(
        'share',
        { above: 0, below: 1 },
        'share of the requests whose stakes are high, whatever they look like',
      ),
      strategy: tier,
      slaFloor: floor('share of right answers that these are promised'),
    }).optional(),
    ...more,
  });
