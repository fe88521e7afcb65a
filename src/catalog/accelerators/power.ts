import type { PowerShares } from '../../physics/data-sheets.ts';
import { assumed, type Cited, fitted } from '../sources.ts';

const how =
  'ML.ENERGY v3, watts of language models on vLLM, at the measured throughput of each run: idle + awake + bytes, FLOPs ' +
  '(of rows that experts are filled up with too) and sampled tokens per second; median and 90th % error';

export const hopperPower: Cited<PowerShares> = [
  { awake: 0.45, memory: 0.22, compute: 0.9, sampling: 0.57 },
  fitted(
    `${how}: 86 runs of six models on H100, 4.7 and 13, chosen by hand so that what compute takes slows a chip at its board’s limit no more than was measured of one shot; 8.3 and 17 with the model left out. Awake and ` +
      'memory are hardly told apart (.53 and .08 fit as well); sampling is what the 46 µs per sequence of the profile ' +
      'vllm-v1 draw. Exchanges that draw less than other work would take 1 % off; tiles that are filled up, nothing',
  ),
];

export const blackwellPower: Cited<PowerShares> = [
  { awake: 0.07, memory: 1.3, compute: 1.9, sampling: 0.2 },
  fitted(
    `${how}: 59 runs of six models on B200, 4.9 and 16, rounded by hand; 8.9 and 23 with the model left out. Runs that wait for their ` +
      'host tell what an awake chip draws',
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
