import type { Bytes, BytesPerSecond, Seconds } from '../base/units.ts';
import type { Source } from '../physics/data-sheets.ts';
import { assumed, type Cited, paper } from './sources.ts';

/** What a platform that starts and stops replicas brings: defaults of `pools[].autoscaling`. */
export interface Platform {
  readonly id: string;
  readonly name: string;
  /** Until a place for the replica stands ready. */
  readonly provisionSeconds: Seconds;
  /** What must be fetched of the container image, and how fast that and unpacking go. */
  readonly imageBytes: Bytes;
  readonly imageBandwidth: BytesPerSecond;
  /** Storage that the weights come from, for one replica, and the way from the host's memory to a chip. */
  readonly storageBandwidth: BytesPerSecond;
  readonly hostToDeviceBandwidth: BytesPerSecond;
  /** Process start, profiling, compilation, graph capture. */
  readonly initSeconds: Seconds;
  readonly warmUpSeconds: Seconds;
  /** Whether the chips of a replica that is down draw what idle ones do, or belong to somebody else. */
  readonly whenDown: 'idle' | 'off';
  readonly sources: Readonly<Record<string, Source>>;
}

type Figures = {
  readonly [Key in keyof Omit<Platform, 'id' | 'name' | 'sources'>]: Cited<Platform[Key]>;
};

function platform(id: string, name: string, figures: Figures): Platform {
  const entries = Object.entries<Cited<number | string>>(figures);
  const values = Object.fromEntries(entries.map(([key, [value]]) => [key, value]));
  const sources = Object.fromEntries(entries.map(([key, [, source]]) => [key, source]));
  return { id, name, ...(values as Omit<Platform, 'id' | 'name' | 'sources'>), sources };
}

/** A serving engine's own part, wherever it starts. */
const engine = {
  hostToDeviceBandwidth: [25.2e9, assumed('PCIe 4.0 x16 at 0.8 of its 31.5 GB/s each way')],
  initSeconds: [
    64,
    paper(
      'vLLM: 39.3 s of profiling, compilation and graph capture (Llama 3 8B, pull request 11005), and 25 s of ' +
        'processes and imports before and after (issue 20264: 59 s until the first answer, 34 s of them logged)',
    ),
  ],
  warmUpSeconds: [2, assumed('a few short requests')],
} as const;

const localDisk = [2e9, assumed('one NVMe drive, read through the page cache')] as const;
const sharedStorage = [
  1e9,
  assumed('a network file system or object store, over a share of 25 Gbit/s'),
] as const;

const image = [
  10e9,
  paper('images of vLLM, SGLang and TensorRT-LLM exceed 10 GB (tensorfuse.io, Fastpull, 2025)'),
] as const;
const pull = [
  35e6,
  paper(
    'BentoML, Cold-Starting LLMs on Kubernetes, 2025: 20.2 GB pulled in 5 to 6 min and unpacked in 3 to 4',
  ),
] as const;

/** Platforms by name. */
export const platforms = {
  bare: platform('bare', 'machines of your own', {
    ...engine,
    provisionSeconds: [0, assumed('the machine stands there')],
    imageBytes: [0, assumed('installed')],
    imageBandwidth: pull,
    storageBandwidth: localDisk,
    whenDown: ['idle', assumed('nobody else uses the chips')],
  }),
  kubernetes: platform('kubernetes', 'pods on Kubernetes', {
    ...engine,
    provisionSeconds: [
      100,
      paper('a new GPU node of a cloud takes 80 to 120 s (tensorfuse.io, Lazy loading, 2025)'),
    ],
    imageBytes: image,
    imageBandwidth: pull,
    storageBandwidth: sharedStorage,
    whenDown: ['off', assumed('the node goes back to the cloud')],
  }),
  'ray-serve': platform('ray-serve', 'actors of Ray Serve', {
    ...engine,
    provisionSeconds: [100, assumed('as on Kubernetes: Ray asks the same clouds for nodes')],
    imageBytes: image,
    imageBandwidth: pull,
    storageBandwidth: sharedStorage,
    whenDown: ['off', assumed('the node goes back to the cloud')],
  }),
  serverless: platform('serverless', 'serverless GPUs', {
    ...engine,
    provisionSeconds: [5, assumed('the provider keeps machines ready')],
    imageBytes: image,
    imageBandwidth: [
      1e9,
      assumed(
        'images that are loaded lazily from caches in the data centre: ten times a pull or more',
      ),
    ],
    storageBandwidth: localDisk,
    whenDown: ['off', assumed('the chips serve other tenants')],
  }),
} as const satisfies Record<string, Platform>;

export type PlatformName = keyof typeof platforms;
