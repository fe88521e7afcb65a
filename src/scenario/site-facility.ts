import { type Located, toPlain } from './document/tree.ts';

type Block = Readonly<Record<string, unknown>>;

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The file as plain values, in which each site's facility has the keys that it leaves out of those blocks that it states. */
export function plainFile(root: Located): unknown {
  const file = toPlain(root);
  if (!isBlock(file) || !isBlock(file['facility']) || !Array.isArray(file['sites'])) return file;
  const common = file['facility'];
  const sites = file['sites'].map((site: unknown) =>
    isBlock(site) && isBlock(site['facility'])
      ? { ...site, facility: completed(site['facility'], common) }
      : site,
  );
  return { ...file, sites };
}

function completed(own: Block, common: Block): Block {
  const blocks = Object.entries(own).map(([key, value]) => {
    const others = common[key];
    if (!isBlock(value) || !isBlock(others)) return [key, value];
    const usable = key === 'cooling' ? coolingFor(value, others) : others;
    return [key, { ...usable, ...value }];
  });
  return Object.fromEntries(blocks);
}

/** What another plant has in common with that of the facility: not the temperature of another kind, nor another one's weather. */
function coolingFor(own: Block, common: Block): Block {
  const isOther = (key: string, usual: string) =>
    own[key] !== undefined && own[key] !== (common[key] ?? usual);
  const out = [
    ...(isOther('kind', 'air') ? ['supplyTemperature'] : []),
    ...(isOther('rejection', 'tower') ? ['wetBulb', 'dryBulb'] : []),
  ];
  return Object.fromEntries(Object.entries(common).filter(([key]) => !out.includes(key)));
}
