import { z } from 'zod';

/** Rows of cells, of which the first is the head. */
export const pageTableSchema = z.object({
  rows: z.array(z.array(z.string())),
  wordColumns: z.array(z.number().int()),
});

/** A part of a page in words and tables: a paragraph, or rows of which the first is the head. */
export const pageSectionSchema = z
  .object({
    heading: z.string(),
    parts: z.array(z.union([z.string(), pageTableSchema])),
  })
  .meta({ id: 'PageSection', description: 'A heading, then paragraphs and tables.' });
