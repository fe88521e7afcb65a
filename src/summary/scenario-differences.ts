/** One place in which two resolved scenarios differ; undefined where one of them has nothing there. */
export interface ScenarioDifference {
  /** As `--set` would name it. */
  readonly path: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** Keys that say what a scenario is called, not what it computes. */
const names = new Set(['name', 'description', 'seed']);

type Block = Readonly<Record<string, unknown>>;

/**
 * Where two resolved scenarios (as manifests hold them) differ, in the order of A. Lists of named things are matched by
 * name. A data sheet or model that was exchanged is one difference, its id, not one for every figure.
 */
export function scenarioDifferences(a: unknown, b: unknown): readonly ScenarioDifference[] {
  if (!isBlock(a) || !isBlock(b)) return [];
  const keys = keysOf(a, b).filter((key) => !names.has(key));
  return keys.flatMap((key) => differences(key, a[key], b[key]));
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const keysOf = (a: Block, b: Block) => [...new Set([...Object.keys(a), ...Object.keys(b)])];

function differences(path: string, a: unknown, b: unknown): readonly ScenarioDifference[] {
  if (isBlock(a) && isBlock(b)) {
    const [left, right] = [identity(a), identity(b)];
    if (left !== right && left !== null && right !== null) return [{ path, a: left, b: right }];
    return keysOf(a, b).flatMap((key) => differences(`${path}.${key}`, a[key], b[key]));
  }
  if (Array.isArray(a) && Array.isArray(b)) return listDifferences(path, a, b);
  return a === b ? [] : [{ path, a, b }];
}

/** What a data sheet or a served model is known by. */
function identity({ id, ref }: Block): string | null {
  if (typeof id === 'string') return id;
  return typeof ref === 'string' ? ref : null;
}

function listDifferences(
  path: string,
  a: readonly unknown[],
  b: readonly unknown[],
): readonly ScenarioDifference[] {
  const [left, right] = [byName(a), byName(b)];
  if (left !== null && right !== null) {
    return keysOf(left, right).flatMap((name) =>
      differences(`${path}[${name}]`, left[name], right[name]),
    );
  }
  if (a.length !== b.length) return [{ path, a, b }];
  return a.flatMap((value, index) => differences(`${path}[${index}]`, value, b[index]));
}

/** A list of named things by their names; null for any other list. */
function byName(list: readonly unknown[]): Block | null {
  const named = list.filter(isBlock).flatMap((item) => {
    const { name } = item;
    return typeof name === 'string' ? [[name, item] as const] : [];
  });
  return named.length === list.length ? Object.fromEntries(named) : null;
}
