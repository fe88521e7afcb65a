/**
 * Prefix of the columns of each workload, so that `<prefix><column>` is snake_case and no two are equal.
 *
 * The rule: accents are dropped, capitals made small, every run of characters other than a–z and 0–9 becomes one `_`;
 * a name that then begins with a digit, or has nothing left, gets `workload_` before it; `_` ends the prefix. In the
 * order of `workloads`, one whose columns would be named like columns that are `taken` or belong to a workload before it
 * gets a number, from 2, at its end: `Chat` and `chat` are `chat_` and `chat_2_`.
 */
export function workloadPrefixes(
  workloads: readonly string[],
  columns: readonly string[],
  taken: readonly string[],
): readonly string[] {
  const used = new Set(taken);
  return workloads.map((workload) => {
    const plain = snakeCase(workload);
    for (let number = 1; ; number += 1) {
      const prefix = number === 1 ? `${plain}_` : `${plain}_${number}_`;
      const names = columns.map((column) => prefix + column);
      if (names.some((name) => used.has(name))) continue;
      for (const name of names) used.add(name);
      return prefix;
    }
  });
}

function snakeCase(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const text = words.join('_');
  if (text === '') return 'workload';
  return /^[0-9]/.test(text) ? `workload_${text}` : text;
}
