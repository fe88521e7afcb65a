import { type ColumnSpec, dictionary, type TableSpec } from '../table.ts';

/** Last column of the tables whose rows belong to a site, where `sites` are told apart. */
export const siteColumn = dictionary(
  'site',
  'Site of its pool, where several `sites` are stated; null of a request that no replica got.',
  { nullable: true },
) satisfies ColumnSpec;

/** The same table with that column. */
export function withSite(table: TableSpec, { sites }: { readonly sites?: object }): TableSpec {
  return sites === undefined ? table : { ...table, columns: [...table.columns, siteColumn] };
}
