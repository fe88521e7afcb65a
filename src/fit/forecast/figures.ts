import { dataWall } from '../../catalog/pretraining.ts';
import {
  computeOptimal,
  constrainedLoss,
  effectiveTokens,
  trainingLoss,
} from '../../quality/training-loss.ts';
import { accuracyAt } from './ability-of-loss.ts';
import { dayOf, lifetimeRequests } from './demand.ts';
import { hourPrices, owningBreakEven } from './owning.ts';
import { type PeopleCost, peopleCost } from './people.ts';
import { costOfFlops, gramsOf, type Spent, trainingFlops } from './training-cost.ts';
import type { ForecastInputs, World } from './world.ts';

export interface FigureSpec {
  readonly unit: string | null;
  /** In a table for people. */
  readonly label: string;
}

const figure = (unit: string | null, label: string): FigureSpec => ({ unit, label });

/** Every figure of a forecast that has an interval. */
export const figureSpecs = {
  training_flops: figure('FLOP', 'training, all phases'),
  pretraining_accelerator_hours: figure('h', 'pre-training, chip hours'),
  pretraining_days: figure('d', 'pre-training, days on its chips'),
  pretraining_joules: figure('J', 'pre-training'),
  post_training_joules: figure('J', 'post-training'),
  fine_tuning_joules: figure('J', 'fine-tuning'),
  serving_joules: figure('J', 'serving, whole life'),
  lifetime_joules: figure('J', 'training and serving'),
  serving_joule_share: figure(null, 'serving ÷ all energy'),
  pretraining_usd: figure('USD', 'pre-training'),
  post_training_usd: figure('USD', 'post-training'),
  fine_tuning_usd: figure('USD', 'fine-tuning'),
  serving_usd: figure('USD', 'serving, whole life'),
  lifetime_usd: figure('USD', 'training and serving'),
  pretraining_grams: figure('g', 'pre-training'),
  post_training_grams: figure('g', 'post-training'),
  fine_tuning_grams: figure('g', 'fine-tuning'),
  serving_grams: figure('g', 'serving, whole life'),
  lifetime_grams: figure('g', 'training and serving'),
  requests: figure(null, 'requests, whole life'),
  break_even_requests_joules: figure(
    null,
    'requests at which serving has taken as much energy as training',
  ),
  break_even_day_joules: figure('d', 'and the day of it'),
  break_even_requests_usd: figure(null, 'requests at which serving has cost as much as training'),
  break_even_day_usd: figure('d', 'and the day of it'),
  serving_usd_per_request: figure('USD', 'serving, per request'),
  training_usd_per_request: figure('USD', 'training, per request of the whole life'),
  loss: figure('nat', 'loss per token'),
  loss_if_unique: figure('nat', 'loss, were no token repeated'),
  effective_tokens: figure(null, 'tokens that the repeated ones are worth'),
  optimal_parameters: figure(null, 'compute-optimal size for these FLOPs'),
  optimal_loss: figure('nat', 'loss of that size on different tokens'),
  accuracy: figure(null, 'right answers, one sample'),
  accuracy_if_unique: figure(null, 'right answers, were no token repeated'),
  own_usd_per_hour: figure('USD', 'an owned chip that always works, per hour'),
  on_demand_usd_per_hour: figure('USD', 'a chip by the hour'),
  owning_break_even_use: figure(null, 'use above which owning beats renting by the hour'),
  reserving_break_even_use: figure(null, 'use above which reserving beats renting by the hour'),
  spot_usd_per_useful_hour: figure('USD', 'a spot chip, per hour whose work is kept'),
  usd_per_request_with_errors: figure(
    'USD',
    'serving, training, errors and hand-over, per request',
  ),
  usd_per_request_people: figure('USD', 'the same request by people alone'),
  agents_busy: figure(null, 'time of the agents that handed-over requests take'),
} as const satisfies Readonly<Record<string, FigureSpec>>;
export type FigureName = keyof typeof figureSpecs;
export type Figures = Readonly<Record<FigureName, number | null>>;

/** All figures in one world. */
export function figuresIn(inputs: ForecastInputs, world: World): Figures {
  const { file, serving } = inputs;
  const flops = trainingFlops(inputs);
  const phase = (count: number) => costOfFlops(count, inputs, world);
  const pretraining = phase(flops.pretraining);
  const post = phase(flops.postTraining);
  const tuning = phase(flops.fineTuning);
  const training = sum([pretraining, post, tuning]);
  const requests = lifetimeRequests(file.demand, world.demand);
  const perRequest = {
    joules: serving.joules * world.serving,
    usd: serving.usd * world.serving * world.prices,
  };
  const served = {
    joules: requests * perRequest.joules,
    usd: requests * perRequest.usd,
    grams: gramsOf(requests * perRequest.joules, inputs),
  };
  const all = sum([training, served]);
  const even = {
    joules: over(training.joules, perRequest.joules),
    usd: over(training.usd, perRequest.usd),
  };
  const day = (count: number | null) =>
    count === null ? null : dayOf(count, file.demand, world.demand);
  const ability = abilityIn(inputs, world);
  const amortised = training.usd / requests;
  return {
    training_flops: flops.pretraining + flops.postTraining + flops.fineTuning,
    pretraining_accelerator_hours: pretraining.acceleratorHours,
    pretraining_days: pretraining.acceleratorHours / file.training.accelerators / 24,
    pretraining_joules: pretraining.joules,
    post_training_joules: post.joules,
    fine_tuning_joules: tuning.joules,
    serving_joules: served.joules,
    lifetime_joules: all.joules,
    serving_joule_share: served.joules / all.joules,
    pretraining_usd: pretraining.usd,
    post_training_usd: post.usd,
    fine_tuning_usd: tuning.usd,
    serving_usd: served.usd,
    lifetime_usd: all.usd,
    pretraining_grams: pretraining.grams,
    post_training_grams: post.grams,
    fine_tuning_grams: tuning.grams,
    serving_grams: served.grams,
    lifetime_grams: all.grams,
    requests,
    break_even_requests_joules: even.joules,
    break_even_day_joules: day(even.joules),
    break_even_requests_usd: even.usd,
    break_even_day_usd: day(even.usd),
    serving_usd_per_request: perRequest.usd,
    training_usd_per_request: amortised,
    ...ability,
    ...hoursIn(inputs, world),
    ...peopleIn(inputs, world, ability.accuracy, perRequest.usd + amortised),
  };
}

const over = (whole: number, part: number) => (part > 0 ? whole / part : null);

function sum(parts: readonly Spent[]): Spent {
  const total = (of: keyof Spent) => parts.reduce((whole, part) => whole + part[of], 0);
  return { joules: total('joules'), usd: total('usd'), grams: total('grams') };
}

function abilityIn({ file }: ForecastInputs, { form, curve, ability }: World) {
  const { parameters, tokens, uniqueTokens } = file.training;
  const [wall] = dataWall;
  const unique = uniqueTokens ?? tokens;
  const loss = constrainedLoss(form, wall, { parameters, tokens, unique });
  const free = trainingLoss(form, parameters, tokens);
  const optimal = computeOptimal(form, 6 * parameters * tokens);
  return {
    loss,
    loss_if_unique: free,
    effective_tokens: effectiveTokens(wall, tokens, unique),
    optimal_parameters: optimal.parameters,
    optimal_loss: trainingLoss(form, optimal.parameters, optimal.tokens),
    accuracy: accuracyAt(curve, loss, ability),
    accuracy_if_unique: accuracyAt(curve, free, ability),
  };
}

function hoursIn(inputs: ForecastInputs, world: World) {
  const prices = hourPrices(inputs, world);
  return {
    own_usd_per_hour: prices.ownFixed + prices.ownEnergy,
    on_demand_usd_per_hour: prices.onDemand,
    owning_break_even_use: owningBreakEven(prices),
    reserving_break_even_use: prices.reserved / prices.onDemand,
    spot_usd_per_useful_hour: prices.spotUseful,
  };
}

function peopleIn({ file }: ForecastInputs, world: World, accuracy: number, machine: number) {
  if (file.people === null) {
    return { usd_per_request_with_errors: null, usd_per_request_people: null, agents_busy: null };
  }
  const perDay = file.demand.requestsPerDay * world.demand;
  const cost: PeopleCost = peopleCost(file.people, accuracy, perDay);
  return {
    usd_per_request_with_errors: machine + cost.errors + cost.handoff,
    usd_per_request_people: cost.alone,
    agents_busy: cost.busyAgents,
  };
}
