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
  if (acceleratorsPerNode !== undefined) return acceleratorsPerNode;
  const whole = nodeTemplates[template];
  const chips =
    whole === null ? accelerator.chipsPerNode : whole * (accelerator.partOf?.perChip ?? 1);
  reporter.useDefault(path, chips);
  return chips;
}
