import { dirname, resolve } from 'node:path';
import { engineProfiles } from '../catalog/index.ts';
import { writeFileAtomically } from '../run/atomic-file.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { readFileStart, readTextFile } from '../run/read-text.ts';
import { UserError } from '../run/user-error.ts';
import { profileFileText } from '../scenario/profile-file/write.ts';
import type { Pool } from '../scenario/scenario.ts';
import { type Calibration, type CalibrationProgress, calibrate } from './calibrate.ts';
import { acceleratorId, modelId } from './catalog-names.ts';
import { fittedProfile } from './fitted-profile.ts';
import { loadMeasured, type MeasuredData } from './load-measured.ts';
import type { Setting } from './measured/port.ts';
import { type AssumedSetting, profileOfRows } from './played-row.ts';
import { precisionOf } from './precision.ts';
import { Skip } from './skip.ts';
import { targetsOf } from './targets.ts';

/** What the command line says of rows that do not say it themselves. */
export interface CalibrateOptions {
  readonly base?: string | undefined;
  readonly scenario?: string | undefined;
  readonly model?: string | undefined;
  readonly accelerator?: string | undefined;
  readonly tensor?: number | undefined;
  readonly weights?: string | undefined;
  readonly kvCache?: string | undefined;
  /** Where the profile is written; nowhere without it. */
  readonly out?: string | undefined;
  readonly progress?: CalibrationProgress;
}

/** A calibration, the files that it read, and the one that it wrote. */
export interface CalibrationOfFiles extends Calibration {
  readonly files: MeasuredData['files'];
  readonly notes: readonly string[];
  readonly written: string | null;
}

/**
 * Fits an engine profile to the measured exports at `data`, a file or a folder, and writes it to `options.out`. What the
 * user can mend is a {@link UserError}.
 */
export function calibrateFiles(data: string, options: CalibrateOptions = {}): CalibrationOfFiles {
  const assumed = assumedSetting(options);
  const measured = loadMeasured(data);
  const { rows, files, notes } = measured;
  const base =
    options.base ??
    profileOfRows(
      rows.map(({ row }) => row),
      assumed.pool,
    );
  if (!isProfile(base)) {
    const known = Object.keys(engineProfiles).join(', ');
    throw new UserError(`there is no engine profile ${base}`, `--base takes one of ${known}`);
  }
  const found = targetsOf(rows, assumed, engineProfiles[base]);
  const fitted = calibrate(found.targets, base, options.progress);
  const leftOut = [...measured.leftOut, ...found.leftOut, ...fitted.leftOut];
  const calibration: Calibration = { ...fitted, leftOut };
  refuseNothing(data, calibration);
  const written = options.out === undefined ? null : write(calibration, options.out);
  return { ...calibration, files, notes, written };
}

function isProfile(id: string): id is keyof typeof engineProfiles {
  return Object.hasOwn(engineProfiles, id);
}

/** No row at all is the user's to mend: every row's reason stands among the issues. */
function refuseNothing(data: string, { rows, leftOut }: Calibration): void {
  if (rows > 0) return;
  const reasons = [...new Set(leftOut.map(({ reason }) => reason))].slice(0, 5);
  const why = reasons.length === 0 ? 'it holds no row' : reasons.join('; ');
  throw new UserError(
    `${data}: none of its ${leftOut.length} rows can be played: ${why}`,
    'say what the rows leave open with --scenario, --model, --accelerator, --tensor or --weights',
  );
}

function write(calibration: Calibration, out: string): string {
  const name = (out.split(/[/\\]/).at(-1) ?? out).replace(/\.(ya?ml|json)$/, '');
  if (!/\.(ya?ml|json)$/.test(out)) {
    throw new UserError(
      `cannot write ${out}: a profile's file ends in .yaml`,
      `write --out ${out}.yaml`,
    );
  }
  const { profile, intervals } = fittedProfile(
    calibration,
    name.replace(/[^\p{L}\p{N}_.+ -]/gu, '-'),
  );
  writeFileAtomically(out, profileFileText(profile, intervals));
  return out;
}

/** What the options and the scenario's pool say; an option that means nothing is a {@link UserError}. */
export function assumedSetting(options: CalibrateOptions): AssumedSetting {
  const { scenario, model, accelerator, tensor, weights, kvCache } = options;
  checkName('--accelerator', accelerator, acceleratorId);
  checkName('--weights', weights, (name) => precisionOf(name, 'h100-sxm', 'vllm-v1'));
  checkName('--kv-cache', kvCache, (name) => precisionOf(name, 'h100-sxm', 'vllm-v1'));
  const isFile = model !== undefined && /\.(json|gguf)$/.test(model);
  if (!isFile) checkName('--model', model, modelId);
  const stated: Setting = {
    ...(model === undefined ? {} : { model: isFile ? resolve(model) : model }),
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(tensor === undefined ? {} : { tensor }),
    ...(weights === undefined ? {} : { weights }),
    ...(kvCache === undefined ? {} : { kvCache }),
  };
  return {
    options: stated,
    pool: scenario === undefined ? null : poolOf(scenario),
    folder: scenario === undefined ? '' : dirname(scenario),
    readText: (path) => readTextFile(path),
    readHeader: (path) => readFileStart(path),
  };
}

function checkName(option: string, value: string | undefined, find: (name: string) => unknown) {
  if (value === undefined) return;
  try {
    find(value);
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
    throw new UserError(`${option} ${value}: ${error.message}`, 'see tailwatt catalog');
  }
}

function poolOf(file: string): Pool {
  const { scenario } = loadScenario(file);
  const [pool, another] = scenario.pools;
  if (pool === undefined || another !== undefined || pool.oneShot !== undefined) {
    throw new UserError(
      `${file}: a setting is taken from one pool that generates tokens`,
      'name a scenario with one such pool',
    );
  }
  return pool;
}
