import { z } from 'zod';

import { issueSchema } from './issues.ts';
import { textSchema } from './plans.ts';

/** Characters of a file as base64: two and a half megabytes of it. */
const FILE_CHARACTERS_MAX = 3_400_000;

export const workbookSchema = z
  .strictObject({ text: textSchema })
  .meta({ id: 'WorkbookOfPlan', description: "A plan's text, to be written as a workbook." });

export const importSheetsSchema = z
  .strictObject({
    /** the plan that the workbook changes */
    text: textSchema,
    /** an XLSX workbook or a CSV file, its bytes as base64 */
    file: z.string().max(FILE_CHARACTERS_MAX),
    /** what a CSV file is of */
    sheet: z.string().min(1).max(100).default('offers'),
  })
  .meta({ id: 'ImportSheets' });

export const importedSheetsSchema = z
  .object({
    text: z.string(),
    changes: z.array(z.object({ cell: z.string(), path: z.string(), before: z.string(), after: z.string() })),
    issues: z.array(issueSchema),
  })
  .meta({ id: 'ImportedSheets', description: 'A changed plan text, field by field; nothing of it is stored yet.' });

export type ImportedWorkbook = z.infer<typeof importedSheetsSchema>;
