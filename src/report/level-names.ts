/** Keys that say what a block is, the first that it has. */
const heads = ['kind', 'policy', 'process', 'distribution', 'design'] as const;

/** The values of a block by their path, words as they are and all else as JSON. */
export type BlockLeaves = ReadonlyMap<string, string>;

/**
 * Short names of the blocks that an axis takes, which stand in plans and tables as JSON: what the block is and, of blocks
 * that are the same thing, what tells them apart. `{"kind":"majority-vote","samples":16,"earlyStop":true}` beside the same
 * without its last key is `majority-vote, earlyStop`. Names of different blocks differ. Words, and what is no block, stand
 * for themselves and have no entry.
 */
export function levelNames(levels: Iterable<number | string | null>): ReadonlyMap<string, string> {
  const blocks = new Map<string, BlockLeaves>();
  for (const level of levels) {
    const leaves = typeof level === 'string' ? blockLeaves(level) : null;
    if (leaves !== null) blocks.set(level as string, leaves);
  }
  const named = [...blocks].map(([level, leaves]) => {
    const head = headOf(leaves);
    const same = [...blocks.values()].filter((other) => headOf(other) === head);
    const parts = [...leaves].flatMap(([path, value]) => {
      const isShared = same.every((other) => other.get(path) === value);
      return isShared || path === heads.find((key) => leaves.has(key)) ? [] : partOf(path, value);
    });
    return [level, [head, ...parts].filter((part) => part !== null).join(', ')] as const;
  });
  const isTwice = (name: string) => named.filter(([, other]) => other === name).length > 1;
  return new Map(
    named.map(([level, name]) => [level, name === '' || isTwice(name) ? level : name]),
  );
}

function headOf(leaves: BlockLeaves): string | null {
  const key = heads.find((each) => leaves.has(each));
  return key === undefined ? null : (leaves.get(key) ?? null);
}

/** `samples 16`, `earlyStop`, `no earlyStop`, `verifier process-reward`. */
function partOf(path: string, value: string): string {
  if (value === 'true') return path;
  if (value === 'false') return `no ${path}`;
  const what = path.replace(/\.(?:kind|policy|process|distribution)$/, '');
  return `${what} ${value}`;
}

/** The leaves of a block that is written as JSON; null for a text that is none. */
export function blockLeaves(text: string): BlockLeaves | null {
  if (!text.startsWith('{')) return null;
  try {
    const leaves = new Map<string, string>();
    collect(JSON.parse(text), '', leaves);
    return leaves;
  } catch {
    return null;
  }
}

function collect(value: unknown, path: string, leaves: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    leaves.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    return;
  }
  for (const [key, part] of Object.entries(value)) {
    collect(part, path === '' ? key : `${path}.${key}`, leaves);
  }
}
