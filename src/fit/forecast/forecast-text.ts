import { figure, missing, percent, quantity, span, whole } from '../../report/numbers.ts';
import { textTable } from '../../report/text-table.ts';
import { type FigureName, figureSpecs } from './figures.ts';
import type { Forecast, ForecastFigure } from './forecast.ts';
import type { ForecastMonth } from './months.ts';
import type { BestSplit } from './split.ts';

/** Figures that are shares of a whole. */
const shares: ReadonlySet<FigureName> = new Set([
  'serving_joule_share',
  'accuracy',
  'accuracy_if_unique',
  'owning_break_even_use',
  'reserving_break_even_use',
  'agents_busy',
]);

/** A forecast as people read it: its answers in sentences, then every figure with its interval. */
export function forecastText(forecast: Forecast): string {
  const blocks = [
    `${forecast.name}: ${forecast.description}`.trim().replace(/:$/, ''),
    answers(forecast).join('\n'),
    figureTable(forecast.figures),
    monthTable(forecast.months),
    splitTable(forecast.splits),
    testedText(forecast),
    ['sources', ...forecast.sources.map(({ of, text }) => `  ${of}: ${text}`)].join('\n'),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function shown(name: FigureName, value: number | null): string {
  if (value === null) return missing;
  const { unit } = figureSpecs[name];
  if (unit === 'J') return energy(value);
  if (unit === 'g') return value >= 1e6 ? `${figure(value / 1e6)} t` : quantity(value, 'g');
  if (unit === 'USD') return `${grouped(value)} USD`;
  if (unit === 'd') return `${figure(value)} d`;
  if (unit === 'nat') return value.toFixed(3);
  if (unit === 'FLOP') return `${value.toExponential(2)} FLOP`;
  if (unit === 'h') return `${grouped(value)} h`;
  return shares.has(name) ? percent(value) : grouped(value);
}

/** Kilowatt-hours and up: what meters and bills count in. */
function energy(joules: number): string {
  return joules < 3.6e6 ? quantity(joules, 'J') : quantity(joules / 3600, 'Wh');
}

function grouped(value: number): string {
  return Math.abs(value) >= 1e6 ? quantity(value, '').trim() : figure(value);
}

function within({ figure: name, value, interval }: ForecastFigure): string {
  if (interval === null) return shown(name, value);
  return `${shown(name, value)} (${span(shown(name, interval[0]), shown(name, interval[1]))})`;
}

/** What a planner asks first. */
function answers(forecast: Forecast): readonly string[] {
  const of = (name: FigureName) => forecast.figures.find((each) => each.figure === name);
  const value = (name: FigureName) => of(name)?.value ?? null;
  const text = (name: FigureName) => {
    const found = of(name);
    return found === undefined ? missing : within(found);
  };
  const passes = (what: 'joules' | 'usd', verb: string) =>
    value(`break_even_day_${what}`) === null
      ? `Serving never ${verb} as training.`
      : `Serving has ${verb} as training after ${text(`break_even_requests_${what}`)} requests, ${text(`break_even_day_${what}`)} after its start.`;
  const lines = [
    `Over its life the model takes ${text('lifetime_joules')}, ${text('lifetime_usd')} and ${text('lifetime_grams')} of CO2; serving is ${text('serving_joule_share')} of the energy.`,
    passes('joules', 'taken as much energy'),
    passes('usd', 'cost as much'),
    `Training adds ${text('training_usd_per_request')} to each request, whose serving costs ${text('serving_usd_per_request')}.`,
    `At ${forecast.task} it is right in ${text('accuracy')} of single answers.`,
  ];
  const lost = (value('accuracy_if_unique') ?? 0) - (value('accuracy') ?? 0);
  if (lost > 0.0005) {
    lines.push(
      `Repeated tokens cost it ${figure(100 * lost)} points: they are worth ${text('effective_tokens')} different ones.`,
    );
  }
  const use = value('owning_break_even_use');
  if (use !== null) {
    lines.push(
      use > 1
        ? 'Renting by the hour is cheaper than owning, whatever the use.'
        : `Owning is cheaper than renting by the hour above ${text('owning_break_even_use')} of use; reserving above ${text('reserving_break_even_use')}.`,
    );
  }
  if (value('usd_per_request_people') !== null) {
    lines.push(
      `With its errors and those handed over a request costs ${text('usd_per_request_with_errors')}, by people alone ${text('usd_per_request_people')}; handed-over requests take ${text('agents_busy')} of the agents' time${(value('agents_busy') ?? 0) > 1 ? ': they pile up' : ''}.`,
    );
  }
  return lines;
}

function figureTable(figures: readonly ForecastFigure[]): string {
  const rows = figures
    .filter(({ value }) => value !== null)
    .map((each) => {
      const { figure: name, value, interval } = each;
      const ends =
        interval === null ? missing : span(shown(name, interval[0]), shown(name, interval[1]));
      return [name, figureSpecs[name].label, shown(name, value), ends];
    });
  return textTable(['figure', '', 'as stated', '95 % of draws'], rows, [0, 1]);
}

/** Months that are printed: the first, then one a year, and the last. */
function monthTable(months: readonly ForecastMonth[]): string {
  const last = months.length - 1;
  const rows = months
    .filter(({ month }) => month < 2 || month % 12 === 11 || month === last)
    .map((each) => [
      String(each.month),
      grouped(each.requests),
      whole(each.accelerators),
      `${grouped(each.capexUsd)} USD`,
      `${grouped(each.opexUsd)} USD`,
      percent(each.capexShare),
    ]);
  const head = ['month', 'requests', 'chips that serve', 'CAPEX', 'OPEX', 'CAPEX share'];
  return `on chips that are owned (training falls into month 0)\n${textTable(head, rows)}`;
}

function splitTable(splits: readonly BestSplit[]): string {
  if (splits.length === 0) return '';
  const rows = splits.map((each) => [
    grouped(each.answers),
    each.difficulty,
    grouped(each.parameters),
    grouped(each.tokens),
    whole(each.votes),
    percent(each.trainingShare),
    percent(each.accuracy),
    percent(each.singleAccuracy),
    each.votesForLarger === null ? 'no number' : whole(each.votesForLarger),
    each.servingRatio === null ? missing : figure(each.servingRatio),
  ]);
  const head = [
    ...['answers', 'problems', 'parameters', 'tokens', 'votes', 'training'],
    ...['right', 'with one vote', 'votes as right as larger', 'FLOPs ÷ larger'],
  ];
  return `best split of the budget\n${textTable(head, rows, [1])}`;
}

function testedText({ tested, task }: Forecast): string {
  const rows = tested.map(({ name, published, predicted }) => [
    name,
    percent(published),
    percent(predicted),
  ]);
  const head = ['not fitted to', 'published', 'predicted'];
  return `the ability curve at ${task}, on models that did not fix it\n${textTable(head, rows)}`;
}
