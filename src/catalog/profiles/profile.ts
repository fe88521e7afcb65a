import type { EngineProfile, KernelLibrary, Source } from '../../physics/data-sheets.ts';
import { assumed, type Cited, paper } from '../sources.ts';

type Figures = Omit<EngineProfile, 'id' | 'name' | 'sources' | 'kernels' | 'collectives'>;

/** A profile whose every figure brings its source. */
export function engineProfile(
  id: string,
  name: string,
  collectives: Cited<EngineProfile['collectives']>,
  figures: { readonly [Key in keyof Figures]: Cited<number> },
  kernels?: Cited<KernelLibrary>,
): EngineProfile {
  const values: Partial<Record<keyof Figures, number>> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries(figures)) {
    values[key as keyof Figures] = value;
    sources[key] = source;
  }
  sources['collectives'] = collectives[1];
  const profile = { id, name, collectives: collectives[0], ...(values as Figures), sources };
  if (kernels === undefined) return profile;
  sources['kernels'] = kernels[1];
  return { ...profile, kernels: kernels[0] };
}

/** Memory that serving engines keep beside weights, activations and KV cache. */
export const reserve: Cited<number> = [
  3.9e9,
  assumed('3.5 GB of context, graphs and fragmentation and 0.4 GB of NCCL buffers'),
];

/** All-reduces of up to 8 MiB by the engine's own kernels in CUDA graphs. */
export const ownCollectives: Cited<EngineProfile['collectives']> = [
  'custom',
  paper("the engine's documentation: custom all-reduce is on by default where the link allows it"),
];
