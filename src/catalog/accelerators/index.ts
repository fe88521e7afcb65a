import type { Accelerator } from '../../physics/data-sheets.ts';
import { amdInstinct } from './amd-instinct.ts';
import { awsNeuron } from './aws-neuron.ts';
import { amdCpus, intelCpus, nvidiaCpus } from './cpus.ts';
import { googleTpu } from './google-tpu.ts';
import { intelGaudi } from './intel-gaudi.ts';
import { migInstances } from './mig.ts';
import { nvidiaAda } from './nvidia-ada.ts';
import { nvidiaAmpere } from './nvidia-ampere.ts';
import { nvidiaBlackwell } from './nvidia-blackwell.ts';
import { nvidiaHopper } from './nvidia-hopper.ts';
import { nvidiaVoltaTuring } from './nvidia-volta-turing.ts';

/** Every known chip, by id. */
export const accelerators = {
  ...nvidiaVoltaTuring,
  ...nvidiaAmpere,
  ...nvidiaAda,
  ...nvidiaHopper,
  ...nvidiaBlackwell,
  ...amdInstinct,
  ...googleTpu,
  ...awsNeuron,
  ...intelGaudi,
  ...intelCpus,
  ...amdCpus,
  ...nvidiaCpus,
  ...migInstances,
} as const satisfies Readonly<Record<string, Accelerator>>;
