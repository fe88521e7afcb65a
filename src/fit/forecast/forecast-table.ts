import { forecastTable } from '../../record/tables/forecast.ts';
import { type Cell, writeCells } from '../table-of-cells.ts';
import type { Forecast } from './forecast.ts';

/** Writes forecast.arrow into a folder, which is made where it is missing; returns its path. */
export function writeForecast(forecast: Forecast, folder: string): string {
  const metadata = {
    'tailwatt.version': forecast.version,
    scenarioHash: '',
    seed: String(forecast.seed),
  };
  const rows = [...lifeRows(forecast), ...monthRows(forecast), ...splitRows(forecast)];
  return writeCells(forecastTable, rows, metadata, folder);
}

type Row = readonly Cell[];

function lifeRows({ figures }: Forecast): readonly Row[] {
  return figures.map(({ figure, value, unit, interval }) => [
    'life',
    null,
    null,
    figure,
    value,
    unit,
    interval?.[0] ?? null,
    interval?.[1] ?? null,
  ]);
}

function monthRows({ months }: Forecast): readonly Row[] {
  return months.flatMap((each): readonly Row[] => {
    const row = (figure: string, value: number, unit: string | null): Row => [
      ...['month', null, each.month, figure],
      ...[value, unit, null, null],
    ];
    return [
      row('requests', each.requests, null),
      row('accelerators', each.accelerators, null),
      row('capex_usd', each.capexUsd, 'USD'),
      row('opex_usd', each.opexUsd, 'USD'),
      row('capex_share', each.capexShare, null),
      row('joules', each.joules, 'J'),
      row('grams', each.grams, 'g'),
    ];
  });
}

function splitRows({ splits }: Forecast): readonly Row[] {
  return splits.flatMap((each): readonly Row[] => {
    const place = `${each.answers} answers, ${each.difficulty}`;
    const row = (figure: string, value: number | null): Row => [
      ...['split', place, null, figure],
      ...[value, null, null, null],
    ];
    return [
      row('parameters', each.parameters),
      row('tokens', each.tokens),
      row('votes', each.votes),
      row('training_share', each.trainingShare),
      row('accuracy', each.accuracy),
      row('single_accuracy', each.singleAccuracy),
      row('votes_for_larger', each.votesForLarger),
      row('serving_ratio', each.servingRatio),
    ];
  });
}
