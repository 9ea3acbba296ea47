import { catalogueNames, readCatalogueTable } from '../adapters/node/index.ts';
import { catalogueIndexText, catalogueText, readCsv, rowsFound } from '../core/index.ts';
import { EXIT_CODES } from './exit-code.ts';
import { catalogueJson } from './json.ts';
import { printable, type Session } from './output.ts';

export interface CatalogueOptions {
  readonly find?: string;
  readonly json?: true;
}

/** Columns of a table where there is no terminal to fill. */
const PIPE_COLUMNS = 140;

/** `eightyfold catalogue`: the public record behind defaults, comparisons and examples, every row with its source. */
export async function catalogueCommand(
  name: string | undefined,
  options: CatalogueOptions,
  session: Session,
): Promise<number> {
  const names = name === undefined ? catalogueNames() : [name];
  const tables = names.map((each) => ({
    name: each,
    rows: rowsFound(readCsv(readCatalogueTable(each)), options.find ?? ''),
  }));
  const [table] = tables;
  if (options.json) await session.out.write(catalogueJson(tables));
  else if (name === undefined || table === undefined) await session.out.write(catalogueIndexText(tables));
  else await session.out.write(printable(catalogueText(table, session.out.columns() ?? PIPE_COLUMNS)));
  return EXIT_CODES.done;
}
