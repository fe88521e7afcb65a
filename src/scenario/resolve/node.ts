import type { Accelerator } from '../../physics/data-sheets.ts';
import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';
import { nodeTemplates } from '../schema/names.ts';
import type { RawPool } from '../schema/pool.ts';

/** Accelerators of one node: as written, else as its template or its chip has them, each in all its instances. */
export function resolveNode(
  raw: RawPool,
  accelerator: Accelerator,
  path: Path,
  reporter: Reporter,
): number {
  const { acceleratorsPerNode, template } = raw.node;
  const perChip = accelerator.partOf?.perChip ?? 1;
  if (acceleratorsPerNode !== undefined) {
    if (acceleratorsPerNode % perChip === 0) return acceleratorsPerNode;
    const message = `a node of ${acceleratorsPerNode} instances cuts through a chip, which has ${perChip}`;
    const least = perChip * Math.ceil(acceleratorsPerNode / perChip);
    reporter.error(path, message, `count instances, a multiple of ${perChip}: ${least}`);
    return least;
  }
  const whole = nodeTemplates[template];
  const chips = whole === null ? accelerator.chipsPerNode : whole * perChip;
  reporter.useDefault(path, chips);
  return chips;
}
