import type { ScenarioTree } from '../run/load-scenario.ts';
import { UserError } from '../run/user-error.ts';
import { setNode } from '../scenario/sets.ts';
import { type Column, nodeOf } from './axis-columns.ts';
import type { DesignPoint } from './design/port.ts';

/** The scenario's tree with the values of a point in it. */
export function treeAt(
  tree: ScenarioTree,
  columns: readonly Column[],
  point: DesignPoint,
): ScenarioTree {
  let { root } = tree;
  for (const { axis, setting } of columns) {
    const node = nodeOf(setting, point[axis] ?? null);
    if (node === null) continue;
    const set = setNode(root, setting.path, node, setting.place);
    if ('issue' in set) throw new UserError(set.issue.message, set.issue.fix, [set.issue]);
    root = set.root;
  }
  return { ...tree, root };
}
