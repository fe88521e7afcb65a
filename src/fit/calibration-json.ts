import type { CalibrationOfFiles } from './calibrate-files.ts';

/** The document of `calibrate --json`: the calibration without its rows' scenarios. */
export function calibrationJson({ targets, ...calibration }: CalibrationOfFiles) {
  return {
    ...calibration,
    fittedRows: targets.map(({ place, model, accelerator, group }) => ({
      place,
      model,
      accelerator,
      group,
    })),
  };
}
