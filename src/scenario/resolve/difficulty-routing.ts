import type { Reporter } from '../reporter.ts';
import { type Salvaged, touches } from '../salvage.ts';
import type { RawTop } from '../schema/top.ts';
import type { DifficultyRouting } from '../thinking.ts';

/** Assumed, as for the strategy route. */
const ROUTER_ERROR = 0.8;

/** Models between which requests are routed by difficulty; null under other policies, and where the file is wrong about them. */
export function modelsByDifficulty({ value, wrong }: Salvaged<RawTop>): readonly string[] | null {
  if (value === null || touches(wrong, ['routing.policy', 'routing.models'])) return null;
  const { policy, models } = value.routing;
  return policy === 'difficulty-aware' ? (models ?? null) : null;
}

/** Completes what difficulty-aware needs to know; nothing after an issue, and under other policies. */
export function resolveDifficultyRouting(
  raw: RawTop['routing'],
  reporter: Reporter,
): { readonly byDifficulty?: DifficultyRouting } {
  const { policy, models, thresholds } = raw;
  if (policy !== 'difficulty-aware') return {};
  const refuse = (key: string, message: string, fix: string) => {
    reporter.error(['routing', key], message, fix);
    return {};
  };
  if (models === undefined || thresholds === undefined) {
    const message =
      'difficulty-aware needs models, the one for the easiest first, and thresholds between them';
    return refuse('policy', message, 'add models: [small, large] and thresholds: [60%]');
  }
  const twice = models.find((model, i) => models.indexOf(model) < i);
  if (twice !== undefined) {
    return refuse('models', `${twice} stands here twice`, 'name each model once');
  }
  if (models.length < 2) {
    return refuse('models', 'one model gets all requests', 'name two models or more');
  }
  if (thresholds.length !== models.length - 1) {
    const message = `${models.length} models have ${models.length - 1} between them, not ${thresholds.length}`;
    return refuse('thresholds', message, 'write one threshold less than there are models');
  }
  if (thresholds.some((each, i) => i > 0 && each <= (thresholds[i - 1] ?? 0))) {
    const message = 'they must ascend: a model would get no request';
    return refuse('thresholds', message, 'write them in ascending order, such as [50%, 80%]');
  }
  if (raw.routerError === undefined) reporter.useDefault(['routing', 'routerError'], ROUTER_ERROR);
  return { byDifficulty: { models, thresholds, routerError: raw.routerError ?? ROUTER_ERROR } };
}
