import type { PowerShares } from '../../physics/data-sheets.ts';
import { assumed, type Cited, fitted } from '../sources.ts';

const how =
  'ML.ENERGY v3, watts of language models on vLLM, at the measured speed of each run: idle + awake + bytes, FLOPs and ' +
  'sampled tokens per second; median and 90th % error';

export const hopperPower: Cited<PowerShares> = [
  { awake: 0.33, memory: 0.38, compute: 1.02, sampling: 0.54 },
  fitted(
    `${how}: 55 runs of five models on H100, 4.2 and 14 fitted, 4.5 and 12 with the model left out, 14 and 47 from the ` +
      'B200’s shares. Awake and memory are hardly told apart (awake between .27 and .38 fits as well); sampling is what ' +
      'the 46 µs per sequence of the profile vllm-v1 draw',
  ),
];

export const blackwellPower: Cited<PowerShares> = [
  { awake: 0.035, memory: 1.36, compute: 1.54, sampling: 0.22 },
  fitted(
    `${how}: 53 runs of five models on B200, 4.5 and 10 fitted, 6.3 and 12 with the model left out, 15 and 39 from the ` +
      'H100’s shares. Runs that wait for their host tell what an awake chip draws',
  ),
];

export const amperePower: Cited<PowerShares> = [
  { awake: 0.17, memory: 0.82, compute: 1.1, sampling: 0.45 },
  fitted(
    'splitwise-sim, Llama-2-70B on A100: mean power of decoding at tensor 2 (.74 of the board at .63 of the bandwidth) ' +
      'and tensor 8 (.44 at .20), two figures from two points, so no error; compute and sampling: assumed, between the ' +
      'H100 and the B200',
  ),
];

/** Of a chip whose relative was measured. */
export function powerAs([shares]: Cited<PowerShares>, chip: string): Cited<PowerShares> {
  return [shares, assumed(`as the ${chip}, in shares of the board`)];
}
