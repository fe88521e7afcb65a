import type { CommandModule } from 'yargs';
import { exitCode } from './exit-code.ts';
import { count, once } from './options.ts';
import { printJson, printNote, printResult } from './output.ts';

interface CalibrateArguments {
  readonly data: string;
  readonly out: string | undefined;
  readonly base: string | undefined;
  readonly scenario: string | undefined;
  readonly model: string | undefined;
  readonly accelerator: string | undefined;
  readonly tensor: number | undefined;
  readonly weights: string | undefined;
  readonly kvCache: string | undefined;
  readonly json: boolean;
}

/** `tailwatt calibrate`: fits an engine profile to a user's own benchmark rows. */
export function calibrateCommand(
  done: (code: number) => void,
): CommandModule<object, CalibrateArguments> {
  const text = (name: string, describe: string) =>
    ({ describe, type: 'string', requiresArg: true, coerce: once(name) }) as const;
  return {
    command: 'calibrate <data>',
    describe:
      'Fit an engine profile to measured benchmark rows; errors before and after, on rows not fitted',
    builder: (parser) =>
      parser
        .positional('data', {
          describe: 'A file or a folder: vLLM, SGLang, GuideLLM, AIPerf, genai-perf, or our CSV',
          type: 'string',
        })
        .option('out', text('out', 'Write the profile to this file (.yaml); scenarios name it'))
        .option('base', text('base', "Profile to start from [default: of the rows' engine]"))
        .option('scenario', text('scenario', 'Its pool is the setting, where rows do not say it'))
        .option('model', text('model', 'Model, where rows do not say it'))
        .option('accelerator', text('accelerator', 'Chip, where rows do not say it'))
        .option('tensor', {
          describe: 'Tensor-parallel degree, where rows do not say it',
          type: 'string',
          requiresArg: true,
          coerce: count('tensor', 100_000),
        })
        .option('weights', text('weights', 'Number format of weights, where rows do not say it'))
        .option('kv-cache', text('kv-cache', 'Number format of the KV cache, likewise'))
        .option('json', {
          describe: 'Print one JSON document',
          type: 'boolean',
          default: false,
        }) as never,
    handler: async ({ data, json, ...options }) => {
      const { calibrateFiles, calibrationJson, calibrationText } = await import(
        './library/calibrate.ts'
      );
      const calibration = calibrateFiles(data, { ...options, progress: printNote });
      for (const note of calibration.notes) printNote(note);
      if (json) printJson(calibrationJson(calibration));
      else printResult(calibrationText(calibration));
      if (calibration.written !== null) {
        printNote(`wrote ${calibration.written}: name it as engine.profile of a pool`);
      }
      done(exitCode.done);
    },
  };
}
