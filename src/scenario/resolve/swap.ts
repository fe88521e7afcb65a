import { hostLinkOf, isCpu } from '../../catalog/index.ts';
import type { Accelerator } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import type { EngineSpec } from '../scenario.ts';
import type { RawPool } from '../schema/pool.ts';

/** vLLM's `swap_space` of 2023, per chip. */
const DEFAULT_SPACE = 4 * 2 ** 30;

/** Host memory for preempted sequences, where there is any. */
export function resolveSwap(
  { engine, node, residency, adapters }: RawPool,
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): Pick<EngineSpec, 'swap'> {
  const { preemption, swapSpace } = engine;
  if (preemption !== 'swap') {
    if (swapSpace !== undefined) {
      const message = `preemption ${preemption} copies nothing to host memory`;
      reporter.error([...path, 'engine', 'swapSpace'], message, 'write preemption: swap');
    }
    const reads = engine.kvTiers.some(({ tier }) => tier === 'host');
    if (
      node.hostBandwidth !== undefined &&
      !reads &&
      residency === undefined &&
      adapters === undefined
    ) {
      const message = 'nothing is copied between chips and their host';
      const fix =
        'leave it out, or write engine.preemption: swap, engine.kvTiers with a host, residency, or adapters';
      reporter.error([...path, 'node', 'hostBandwidth'], message, fix);
    }
    return {};
  }
  if (isCpu(accelerator)) {
    const message = `${accelerator.name} keeps its cache in the host's memory as it is`;
    reporter.error([...path, 'engine', 'preemption'], message, 'write preemption: recompute');
  }
  const spaceBytes = swapSpace ?? DEFAULT_SPACE;
  if (swapSpace === undefined) reporter.useDefault([...path, 'engine', 'swapSpace'], spaceBytes);
  const bytesPerSecond = hostBandwidth(node, accelerator, path, reporter);
  return { swap: { spaceBytes, bytesPerSecond } };
}

/** What the link between host memory and one chip carries each way. */
export function hostBandwidth(
  { hostBandwidth: given }: RawPool['node'],
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): number {
  if (given !== undefined) return given;
  const bytesPerSecond = hostLinkOf(accelerator)[0];
  reporter.useDefault([...path, 'node', 'hostBandwidth'], bytesPerSecond);
  return bytesPerSecond;
}
