import type { EngineProfile, KernelLibrary, Source } from '../../physics/data-sheets.ts';
import { assumed, type Cited } from '../sources.ts';

type Figures = Omit<EngineProfile, 'id' | 'name' | 'sources' | 'kernels'>;

/** A profile whose every figure brings its source. */
export function engineProfile(
  id: string,
  name: string,
  figures: { readonly [Key in keyof Figures]: Cited<number> },
  kernels?: Cited<KernelLibrary>,
): EngineProfile {
  const values: Partial<Record<keyof Figures, number>> = {};
  const sources: Record<string, Source> = {};
  for (const [key, [value, source]] of Object.entries(figures)) {
    values[key as keyof Figures] = value;
    sources[key] = source;
  }
  const profile = { id, name, ...(values as Figures), sources };
  if (kernels === undefined) return profile;
  sources['kernels'] = kernels[1];
  return { ...profile, kernels: kernels[0] };
}

/** Memory that serving engines keep beside weights, activations and KV cache. */
export const reserve: Cited<number> = [
  3.9e9,
  assumed('3.5 GB of context, graphs and fragmentation and 0.4 GB of NCCL buffers'),
];
