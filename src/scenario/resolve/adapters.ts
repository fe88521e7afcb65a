import { isCpu } from '../../catalog/index.ts';
import { platforms } from '../../catalog/platforms.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import { isOneShot } from '../../physics/kinds/one-shot-shape.ts';
import type { Adapters } from '../adapters.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { Pool, ServedModel } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';
import { hostBandwidth } from './swap.ts';

/** The model with room for so many adapters; as it is where it has none of its own. */
export function holding(served: ServedModel, slots: number | undefined): ServedModel {
  const { shape } = served;
  if (slots === undefined || isOneShot(shape) || shape.adapter === undefined) return served;
  return { ...served, shape: { ...shape, adapter: { ...shape.adapter, held: slots } } };
}

/** How many adapters a replica holds at a time, where each tenant has one. */
export function resolveAdapters(
  { adapters, node }: RawPool,
  { shape }: ServedModel,
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): Pick<Pool, 'adapters'> {
  if (adapters === undefined) return {};
  if (isOneShot(shape) || shape.adapter === undefined) {
    const message = 'the pool serves no model with an adapter that is not merged';
    const fix = 'serve { base: llama-3.1-8b, variant: { kind: lora, rank: 16 } } or the like';
    reporter.error([...path, 'adapters'], message, fix);
    return {};
  }
  if (isCpu(accelerator)) {
    const message = `${accelerator.name} keeps adapters in the host's memory as it is: none is copied to it`;
    const fix = 'serve them on accelerators, or write variants that are merged (fine-tuned)';
    reporter.error([...path, 'adapters'], message, fix);
  }
  const bytesPerSecond = hostBandwidth(node, accelerator, path, reporter);
  const host = resolveHost(adapters, [...path, 'adapters'], reporter);
  return { adapters: { slots: adapters.slots, bytesPerSecond, ...host } };
}

/** The cache in host memory, where it does not hold all of them. */
function resolveHost(
  { slots, hostSlots, storageBandwidth }: NonNullable<RawPool['adapters']>,
  path: Path,
  reporter: Reporter,
): Pick<Adapters, 'host'> {
  if (hostSlots === undefined) {
    if (storageBandwidth !== undefined) {
      const message = 'no adapter is read from storage: host memory holds all of them';
      const fix = 'leave it out, or say with hostSlots how many host memory holds';
      reporter.error([...path, 'storageBandwidth'], message, fix);
    }
    return {};
  }
  if (hostSlots < slots) {
    const message = `host memory holds a copy of each adapter on the chips, ${slots} of them, and has room for ${hostSlots}`;
    reporter.error([...path, 'hostSlots'], message, `write ${slots} or more`);
  }
  // a drive of the machine's own, as replicas on bare machines read their weights
  const storageBytesPerSecond = storageBandwidth ?? platforms.bare.storageBandwidth;
  if (storageBandwidth === undefined) {
    reporter.useDefault([...path, 'storageBandwidth'], storageBytesPerSecond);
  }
  return { host: { slots: hostSlots, storageBytesPerSecond } };
}
