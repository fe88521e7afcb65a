import { describe, expect, it } from 'vitest';
import { createStream } from '../../../../src/base/random/stream.ts';
import { lossForms, pretrained } from '../../../../src/catalog/pretraining.ts';
import { abilityError, testAbility } from '../../../../src/fit/forecast/ability-of-loss.ts';
import { dayOf, daysPerMonth, lifetimeRequests } from '../../../../src/fit/forecast/demand.ts';
import { figuresIn } from '../../../../src/fit/forecast/figures.ts';
import { monthsOf } from '../../../../src/fit/forecast/months.ts';
import { hourPrices, owningBreakEven } from '../../../../src/fit/forecast/owning.ts';
import { peopleCost } from '../../../../src/fit/forecast/people.ts';
import { bestSplits, createVoteAccuracy } from '../../../../src/fit/forecast/split.ts';
import {
  centralWorld,
  drawWorld,
  type ForecastInputs,
} from '../../../../src/fit/forecast/world.ts';
import { parseForecast } from '../../../../src/scenario/forecast-file/parse.ts';

const text = (more = '') => `forecast: f
training: { parameters: 7e9, tokens: 1e12, accelerators: 100, mfu: 50%, price: 2 USD/h, watts: 1kW }
serving: { kind: figures, joulesPerRequest: 100, usdPerRequest: 0.001, acceleratorSecondsPerRequest: 1s }
demand: { requestsPerDay: 1e6, growthPerMonth: 0, months: 24 }
electricity: { pue: 1, grid: us-virginia }
${more}`;

function inputs(more = ''): ForecastInputs {
  const { forecast: file, issues } = parseForecast(text(more), { file: 'f.yaml' });
  if (file === null) throw new Error(JSON.stringify(issues));
  const loss = lossForms['chinchilla-refit'];
  return {
    file,
    loss,
    family: pretrained.gsm8k,
    abilityError: abilityError(testAbility(loss.form, pretrained.gsm8k)),
    peakFlops: 1e15,
    trainingUsdPerHour: 2,
    trainingWatts: 1000,
    onDemandUsdPerHour: 4,
    gramsPerKwh: 363,
    serving: { joules: 100, usd: 0.001, acceleratorSeconds: 1, source: 'as stated' },
  };
}

describe('the ability curve', () => {
  it('says of six models that did not fix it what they published, within 5 points', () => {
    const tested = testAbility(lossForms['chinchilla-refit'].form, pretrained.gsm8k);
    expect(tested).toHaveLength(6);
    for (const { published, predicted } of tested) {
      expect(Math.abs(predicted - published)).toBeLessThan(0.05);
    }
    expect(abilityError(tested)).toBeLessThan(0.15);
  });
});

describe('figuresIn', () => {
  const given = inputs();
  const found = figuresIn(given, centralWorld(given));

  it('counts 6ND, chip hours, energy, dollars and grams as by hand', () => {
    const seconds = (6 * 7e9 * 1e12) / 5e14;
    expect(found.pretraining_accelerator_hours).toBeCloseTo(seconds / 3600, 6);
    expect(found.pretraining_joules).toBeCloseTo(seconds * 1000, 0);
    expect(found.pretraining_usd).toBeCloseTo((seconds / 3600) * 2, 6);
    expect(found.pretraining_grams).toBeCloseTo(((seconds * 1000) / 3.6e6) * 363, 3);
    expect(found.post_training_joules).toBeCloseTo(0.1 * seconds * 1000, 0);
  });

  it('breaks even where serving has taken what training took', () => {
    const training = (found.lifetime_joules ?? 0) - (found.serving_joules ?? 0);
    expect((found.break_even_requests_joules ?? 0) * 100).toBeCloseTo(training, 0);
    expect(found.break_even_day_joules).toBeCloseTo(training / 100 / 1e6, 6);
    const amortised = (found.training_usd_per_request ?? 0) * (found.requests ?? 0);
    expect(amortised).toBeCloseTo((found.lifetime_usd ?? 0) - (found.serving_usd ?? 0), 6);
  });

  it('counts a fine-tuning by an adapter two thirds of a full one', () => {
    const tuned = (method: string) => {
      const own = inputs();
      const fineTuning = { tokens: 1e9, runs: 3, method: method as 'full' };
      const file = { ...own.file, training: { ...own.file.training, fineTuning } };
      return figuresIn({ ...own, file }, centralWorld(own)).fine_tuning_joules ?? 0;
    };
    expect(tuned('adapter') / tuned('full')).toBeCloseTo(2 / 3, 12);
  });

  it('draws worlds about the one that was stated, the same for the same seed', () => {
    const draws = Array.from({ length: 300 }, (_, draw) =>
      figuresIn(given, drawWorld(given, createStream(1, 'forecast', draw))),
    );
    const below = draws.filter((each) => (each.lifetime_usd ?? 0) < (found.lifetime_usd ?? 0));
    expect(below.length / 300).toBeGreaterThan(0.35);
    expect(below.length / 300).toBeLessThan(0.65);
    expect(draws[7]).toEqual(figuresIn(given, drawWorld(given, createStream(1, 'forecast', 7))));
    const calm = inputs('uncertainty: { mfu: 0, serving: 0, demand: 0, prices: 0 }');
    const still = figuresIn(calm, drawWorld(calm, createStream(2)));
    expect(still.lifetime_usd).toBe(figuresIn(calm, centralWorld(calm)).lifetime_usd);
  });
});

describe('demand', () => {
  it('reaches its lifetime requests at the end of its life, however it grows', () => {
    for (const growthPerMonth of [-0.05, 0, 0.1]) {
      const demand = { requestsPerDay: 1000, growthPerMonth, months: 30 };
      const all = lifetimeRequests(demand, 2);
      expect(dayOf(all * (1 - 1e-12), demand, 2)).toBeCloseTo(30 * daysPerMonth, 6);
    }
    expect(dayOf(1e12, { requestsPerDay: 1, growthPerMonth: -0.5, months: 1 }, 1)).toBeNull();
  });

  it('is told by month, and the months sum to the whole', () => {
    const given = inputs();
    const months = monthsOf(given, centralWorld(given));
    expect(months.reduce((sum, { requests }) => sum + requests, 0)).toBeCloseTo(
      lifetimeRequests(given.file.demand, 1),
      3,
    );
    const found = figuresIn(given, centralWorld(given));
    const joules = months.reduce((sum, each) => sum + each.joules, 0);
    expect(joules / (found.lifetime_joules ?? 0)).toBeCloseTo(1, 10);
    expect(months[1]?.accelerators).toBe(12);
    for (const { capexShare } of months) expect(capexShare).toBeGreaterThan(0.5);
  });
});

describe('owning and people', () => {
  it('costs the same as renting at the use where it breaks even', () => {
    const given = inputs();
    const prices = hourPrices(given, centralWorld(given));
    const use = owningBreakEven(prices) ?? 0;
    expect(prices.ownFixed + use * prices.ownEnergy).toBeCloseTo(use * prices.onDemand, 12);
    expect(prices.spotUseful).toBeCloseTo((4 * 0.4) / 0.9, 12);
    expect(owningBreakEven({ ...prices, onDemand: prices.ownEnergy })).toBeNull();
  });

  it('costs a person’s minutes, and what is wrong', () => {
    const people = {
      ...{ minutes: 6, wage: 30, agents: 10, errorRate: 0.1 },
      ...{ handoff: 0.2, errorCost: 4, cleanupMinutes: 2 },
    };
    const cost = peopleCost(people, 0.9, 1000);
    expect(cost.alone).toBeCloseTo(3 + 0.1 * 5, 12);
    expect(cost.handoff).toBeCloseTo(0.2 * 3.5, 12);
    expect(cost.errors).toBeCloseTo(0.8 * 0.1 * 5, 12);
    expect(cost.busyAgents).toBeCloseTo((0.2 * 1000 * 6) / (10 * 480 * (5 / 7)), 12);
  });
});

describe('bestSplits', () => {
  const given = inputs('split: { budget: 5000 kUSD, answers: [1e6, 1e10], largerModel: 2 }');
  const splits = bestSplits(given, centralWorld(given), createVoteAccuracy('gsm8k'));
  const of = (answers: number, difficulty: string) =>
    splits.find((each) => each.answers === answers && each.difficulty === difficulty);

  it('trains with nearly all of it for few answers, and votes less for many', () => {
    const [few, many] = [of(1e6, 'as published'), of(1e10, 'as published')];
    expect(few?.trainingShare).toBeGreaterThan(0.95);
    expect(many?.trainingShare).toBeLessThan(few?.trainingShare ?? 0);
    expect(few?.votes).toBeGreaterThan(many?.votes ?? 99);
    expect(many?.parameters).toBeLessThan(few?.parameters ?? 0);
    for (const each of splits) {
      expect(each.accuracy).toBeGreaterThanOrEqual(each.singleAccuracy);
    }
  });

  it('is right less often at harder problems', () => {
    for (const answers of [1e6, 1e10]) {
      const [easy, middle, hard] = ['easy', 'as published', 'hard'].map(
        (difficulty) => of(answers, difficulty)?.accuracy ?? 0,
      );
      expect(easy).toBeGreaterThan(middle ?? 1);
      expect(middle).toBeGreaterThan(hard ?? 1);
    }
  });

  it('makes up for a somewhat larger model by votes, which cost more than it, and never for a far larger one', () => {
    const against = (ratio: number) => {
      const own = inputs(`split: { budget: 5000 kUSD, answers: [1e6], largerModel: ${ratio} }`);
      const found = bestSplits(own, centralWorld(own), createVoteAccuracy('gsm8k'));
      return found.find(({ difficulty }) => difficulty === 'as published');
    };
    const { votesForLarger, servingRatio } = against(1.3) ?? {};
    expect(votesForLarger).toBeGreaterThan(1);
    expect(servingRatio).toBeCloseTo((votesForLarger ?? 0) / 1.3, 12);
    // Votes have a ceiling: what the model seldom gets right is outvoted.
    expect(against(10)).toMatchObject({ votesForLarger: null, servingRatio: null });
  });
});
