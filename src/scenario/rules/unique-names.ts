import type { Path } from '../document/tree.ts';
import type { Reporter } from '../reporter.ts';

/** Workloads and pools are told apart by name, in tables and in `--set`. */
export function checkUniqueNames(
  items: readonly { readonly name: string; readonly path: Path }[],
  reporter: Reporter,
): void {
  const seen = new Set<string>();
  for (const { name, path } of items) {
    if (seen.has(name)) {
      reporter.error([...path, 'name'], `the name ${name} is used twice`, 'rename one of the two');
    }
    seen.add(name);
  }
}
