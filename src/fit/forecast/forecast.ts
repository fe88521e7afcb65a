import { dirname } from 'node:path';
import { quantile } from 'simple-statistics';
import { createStream } from '../../base/random/stream.ts';
import { accelerators, grids } from '../../catalog/index.ts';
import { dataWall, lossForms, pretrained } from '../../catalog/pretraining.ts';
import { listPrice } from '../../catalog/rental.ts';
import { invalid } from '../../run/load-scenario.ts';
import { readTextFile } from '../../run/read-text.ts';
import { packageVersion } from '../../run/version.ts';
import { parseForecast } from '../../scenario/forecast-file/parse.ts';
import type { ForecastFile } from '../../scenario/forecast-file/schema.ts';
import { abilityError, type TestedPoint, testAbility } from './ability-of-loss.ts';
import { type FigureName, type Figures, figureSpecs, figuresIn } from './figures.ts';
import { type ForecastMonth, monthsOf } from './months.ts';
import { servingFigures } from './serving-figures.ts';
import { type BestSplit, bestSplits, createVoteAccuracy } from './split.ts';
import { centralWorld, drawWorld, type ForecastInputs } from './world.ts';

/** A figure with what the draws make of it. */
export interface ForecastFigure {
  readonly figure: FigureName;
  readonly value: number | null;
  readonly unit: string | null;
  /** 95 % of the draws; null where the figure is none, or some draw has it not. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** Where a figure that went in comes from. */
export interface ForecastSource {
  readonly of: string;
  readonly text: string;
}

/** What a forecast says: the document of `forecast --json`. */
export interface Forecast {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly seed: number;
  readonly draws: number;
  readonly task: string;
  readonly figures: readonly ForecastFigure[];
  readonly months: readonly ForecastMonth[];
  readonly splits: readonly BestSplit[];
  /** Published models that did not fix the ability curve, beside what it says of them. */
  readonly tested: readonly TestedPoint[];
  readonly sources: readonly ForecastSource[];
}

/** Reads a forecast file; all that is wrong with it is one UserError. */
export function loadForecast(file: string): ForecastFile {
  const text = readTextFile(file);
  const { forecast, issues } = parseForecast(text, { file });
  if (forecast === null) throw invalid(file, issues, new Map([[file, text]]));
  return forecast;
}

/** The forecast of a file. Draws are seeded: equal files give equal figures. */
export async function forecastOf(path: string): Promise<Forecast> {
  const file = loadForecast(path);
  const inputs = await inputsOf(file, dirname(path));
  const world = centralWorld(inputs);
  const central = figuresIn(inputs, world);
  const drawn = Array.from({ length: file.draws }, (_, draw) =>
    figuresIn(inputs, drawWorld(inputs, createStream(file.seed, 'forecast', draw))),
  );
  const accuracyOf = file.split === null ? null : createVoteAccuracy(file.task);
  const chip = file.training.accelerator;
  return {
    name: file.forecast,
    description: file.description,
    version: packageVersion(),
    seed: file.seed,
    draws: file.draws,
    task: file.task,
    figures: (Object.keys(figureSpecs) as FigureName[]).map((figure) => ({
      figure,
      value: central[figure],
      unit: figureSpecs[figure].unit,
      interval: intervalOf(figure, central, drawn),
    })),
    months: monthsOf(inputs, world),
    splits: accuracyOf === null ? [] : bestSplits(inputs, world, accuracyOf),
    tested: testAbility(inputs.loss.form, inputs.family),
    sources: [
      { of: 'loss', text: inputs.loss.source.text },
      { of: 'repeated tokens', text: dataWall[1].text },
      { of: `ability at ${file.task}`, text: inputs.family.source.text },
      { of: 'price of training', text: priceSource(file) },
      {
        of: 'watts of training',
        text:
          file.training.watts === undefined
            ? `assumed: the board of ${chip} at its limit, and ${Math.round(100 * besideBoard)} % beside it`
            : 'as stated',
      },
      { of: 'carbon', text: grids[file.electricity.grid].source.text },
      { of: 'serving', text: inputs.serving.source },
    ],
  };
}

/** Hosts, network and storage ÷ the boards that train (assumed). */
const besideBoard = 0.3;

async function inputsOf(file: ForecastFile, folder: string): Promise<ForecastInputs> {
  const { training, hardware } = file;
  const chip = accelerators[training.accelerator];
  const loss = lossForms[training.loss];
  const family = pretrained[file.task];
  const list = listPrice(chip)?.[0];
  const usd = training.price ?? list ?? 0;
  return {
    file,
    loss,
    family,
    abilityError: abilityError(testAbility(loss.form, family)),
    peakFlops: chip.peak.bf16 ?? chip.peak.fp16 ?? 0,
    trainingUsdPerHour: usd,
    trainingWatts: training.watts ?? chip.boardWatts * (1 + besideBoard),
    onDemandUsdPerHour: hardware.onDemand ?? list ?? usd,
    gramsPerKwh: grids[file.electricity.grid].gramsPerKwh,
    serving: await servingFigures(file, folder, usd),
  };
}

function priceSource({ training }: ForecastFile): string {
  if (training.price !== undefined) return 'as stated';
  return listPrice(accelerators[training.accelerator])?.[1].text ?? 'none';
}

function intervalOf(
  figure: FigureName,
  central: Figures,
  drawn: readonly Figures[],
): readonly [number, number] | null {
  const values = drawn.map((each) => each[figure]);
  const known = values.filter((value) => value !== null);
  if (central[figure] === null || known.length < values.length) return null;
  return [quantile(known, 0.025), quantile(known, 0.975)];
}
