import type { PowerShares } from '../../physics/data-sheets.ts';
import { unmeasuredPower } from '../../physics/power.ts';
import { assumed, type Cited, fitted } from '../sources.ts';

const how =
  'ML.ENERGY v3, watts of language models on vLLM, at the measured throughput of each run: idle + awake + bytes, FLOPs ' +
  '(of rows that experts are filled up with too) and sampled tokens per second; median and 90th % error';

export const hopperPower: Cited<PowerShares> = [
  { awake: 0.45, memory: 0.2, compute: 1.05, sampling: 0.53 },
  fitted(
    `${how}: 86 runs of six models on H100, 5.0 and 12, together with mean watts of 155 batches of diffusion models (a tenth of the weight; ` +
      'alone, language models would have compute .9 and 4.7 and 13, diffusion models 1.4); 7.2 and 14 with the model left out (mean over models). Awake and ' +
      'memory are hardly told apart (.53 and .08 fit as well); sampling is what the 46 µs per sequence of the profile ' +
      'vllm-v1 draw. SDXL at its board’s limit, left out, is 9 % too fast; compute 1.4 would meet it',
  ),
];

export const blackwellPower: Cited<PowerShares> = [
  { awake: 0.065, memory: 1.3, compute: 1.87, sampling: 0.26 },
  fitted(
    `${how}: 59 runs of six models on B200, 4.4 and 15, together with 156 batches of diffusion models (a tenth of the weight), rounded by hand; ` +
      '7.6 and 13 with the model left out (19 and 24 for Qwen3-235B in fp8). Runs that wait for their host tell what an awake chip draws',
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

/** (120 − 21) of (350 − 21) W do not follow the clock. */
export const rtx3090Power: Cited<PowerShares> = [
  { ...unmeasuredPower, fixed: 0.3 },
  assumed(
    'of 350 W, 24 chips of GDDR6X at their own clock, regulators, fans and the board take 120 and the processor 230 ' +
      '(Igor’s Lab, estimate of June 2020 in The FPS Review); its leakage is taken to be what regulators give up with it. ' +
      'The rest as the H100, in shares of the board',
  ),
];

/** Of a chip whose relative was measured. */
export function powerAs([shares]: Cited<PowerShares>, chip: string): Cited<PowerShares> {
  return [shares, assumed(`as the ${chip}, in shares of the board`)];
}
