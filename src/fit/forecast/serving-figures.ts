import { join } from 'node:path';
import { loadScenario } from '../../run/load-scenario.ts';
import { prepareRun } from '../../run/prepare-run.ts';
import { readResults, readTable } from '../../run/read-results.ts';
import { UserError } from '../../run/user-error.ts';
import type { ForecastFile } from '../../scenario/forecast-file/schema.ts';
import { meanOf } from '../../summary/sensitivity/noise.ts';
import { runToEnd } from '../run-to-end.ts';
import type { ServingFigures } from './world.ts';

/** What a run says of its requests; null where it does not. */
interface RunFigures {
  readonly joulesPerRequest: number | null;
  readonly usdPerRequest: number | null;
  readonly requestsPerSecond: number | null;
  readonly accelerators: number | null;
  /** Facility ÷ accelerator joules, where the run has a facility. */
  readonly facilityFactor: number | null;
}

/** What a request takes, as stated, from the results of a run, or from a scenario that is run here. */
export async function servingFigures(
  { serving, electricity }: ForecastFile,
  folder: string,
  usdPerHour: number,
): Promise<ServingFigures> {
  if (serving.kind === 'figures') {
    return {
      joules: serving.joulesPerRequest * electricity.pue,
      usd: serving.usdPerRequest,
      acceleratorSeconds: serving.acceleratorSecondsPerRequest,
      source: 'as stated',
    };
  }
  const path = join(folder, serving.kind === 'run' ? serving.folder : serving.file);
  const run = serving.kind === 'run' ? figuresOfResults(path) : await figuresOfScenario(path);
  const { joulesPerRequest, usdPerRequest, requestsPerSecond, accelerators, facilityFactor } = run;
  if (joulesPerRequest === null || requestsPerSecond === null || accelerators === null) {
    throw new UserError(
      `${path} does not say what a request takes: it has no energy or no throughput`,
      'name a run that completes requests of a generating model',
    );
  }
  const acceleratorSeconds = accelerators / requestsPerSecond;
  return {
    joules: joulesPerRequest * (facilityFactor ?? electricity.pue),
    usd: usdPerRequest ?? (acceleratorSeconds * usdPerHour) / 3600,
    acceleratorSeconds,
    source: `${path} at ${requestsPerSecond.toPrecision(3)} requests a second${usdPerRequest === null ? '; its chips at the price of those that train' : ''}`,
  };
}

function figuresOfResults(folder: string): RunFigures {
  const results = readResults(folder);
  if (results.kind !== 'run') {
    throw new UserError(
      `${folder} holds a sweep, not a run`,
      'name a point of it, under points/, or a run',
    );
  }
  const table = readTable(results, 'replications');
  const mean = (name: string) => {
    const value = table.columnNames.includes(name) ? meanOf([...table.numbers(name)]) : Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  return figuresFrom({
    joulesPerRequest: mean('joules_per_request'),
    usdPerRequest: mean('usd_per_request'),
    requestsPerSecond: mean('requests_per_second'),
    tokens: mean('output_tokens_per_second'),
    tokensPerAccelerator: mean('output_tokens_per_second_per_accelerator'),
    facilityJoules: mean('facility_joules'),
    acceleratorJoules: mean('accelerator_joules'),
  });
}

async function figuresOfScenario(path: string): Promise<RunFigures> {
  const prepared = await prepareRun(loadScenario(path));
  if (prepared.feeds.length > 0) {
    throw new UserError(
      `${path} replays a trace: a forecast runs scenarios without`,
      'run it with tailwatt run, and name its results: serving: {kind: run, folder: …}',
    );
  }
  const { summary } = runToEnd(prepared.compiled);
  const { energy, throughput, cost } = summary;
  return figuresFrom({
    joulesPerRequest: energy.joulesPerRequest,
    usdPerRequest: cost.usdPerRequest,
    requestsPerSecond: throughput.requestsPerSecond,
    tokens: throughput.outputTokensPerSecond,
    tokensPerAccelerator: throughput.outputTokensPerSecondPerAccelerator,
    facilityJoules: energy.facilityJoules,
    acceleratorJoules: energy.acceleratorJoules,
  });
}

interface Read {
  readonly joulesPerRequest: number | null;
  readonly usdPerRequest: number | null;
  readonly requestsPerSecond: number | null;
  readonly tokens: number | null;
  readonly tokensPerAccelerator: number | null;
  readonly facilityJoules: number | null;
  readonly acceleratorJoules: number | null;
}

function figuresFrom(read: Read): RunFigures {
  const ratio = (whole: number | null, part: number | null) =>
    whole === null || part === null || !(part > 0) ? null : whole / part;
  return {
    joulesPerRequest: read.joulesPerRequest,
    usdPerRequest: read.usdPerRequest,
    requestsPerSecond: read.requestsPerSecond,
    // Tokens of the fleet ÷ tokens of an accelerator.
    accelerators: ratio(read.tokens, read.tokensPerAccelerator),
    facilityFactor: ratio(read.facilityJoules, read.acceleratorJoules),
  };
}
