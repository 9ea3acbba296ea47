import { z } from 'zod';

import { QUALITIES } from './provenance.ts';
import { planSchema } from './schema-plan.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of a plan file, for editors to complete and check it; made from the code's schema.
 * It says what fields there are and their bounds; `parsePlan` judges the rest.
 */
export function planJsonSchema(): JsonSchema {
  const schema = sourcedJsonSchema(planSchema, 'Eightyfold plan');
  // A history takes the place of growth: `withHistory` writes it there before the file is held against the schema.
  const demand = without(schema.properties?.['demand'], 'growth');
  without(demand?.properties?.['growth'], 'volatilityPerMonth');
  return schema;
}

/** A schema of a map whose field need not be stated, in place. */
function without(schema: JsonSchema | boolean | undefined, field: string): JsonSchema | null {
  if (typeof schema !== 'object') return null;
  schema.required = (schema.required ?? []).filter((required) => required !== field);
  return schema;
}

/** The JSON Schema of any file that `readDocument` reads: its numbers may carry their sources. */
export function sourcedJsonSchema(fileSchema: z.ZodType, title: string): JsonSchema {
  const schema = z.toJSONSchema(fileSchema, { target: 'draft-2020-12' });
  const sourced = new SourcedKinds();
  sourced.visit(schema);
  return { title, ...schema, $defs: sourced.definitions() };
}

/** Numbers, quantiles and values by supply regime may be wrapped with where they came from. */
function carriesSource(schema: JsonSchema): boolean {
  if (schema.type === 'number' || schema.type === 'integer') return schema.const === undefined;
  return schema.properties !== undefined && ('p10' in schema.properties || 'glut' in schema.properties);
}

/** One definition for each kind of number, so that the wrapper is not repeated at every field. */
class SourcedKinds {
  private readonly kindByText = new Map<string, { readonly name: string; readonly bare: JsonSchema }>();

  /** Turns every numeric schema below into a reference to its kind, in place. */
  visit(node: unknown): void {
    if (typeof node !== 'object' || node === null) return;
    for (const child of Object.values(node)) this.visit(child);
    // Whatever lies inside a JSON Schema and is not a list may be a schema; `carriesSource` asks for its marks.
    if (!Array.isArray(node) && carriesSource(node as JsonSchema)) this.allowSource(node as JsonSchema);
  }

  private allowSource(schema: JsonSchema): void {
    const { description, ...bare } = schema;
    const text = JSON.stringify(bare);
    const kind = this.kindByText.get(text) ?? { name: `sourced-${this.kindByText.size + 1}`, bare };
    this.kindByText.set(text, kind);
    for (const key of Object.keys(schema)) delete schema[key];
    if (description !== undefined) schema.description = description;
    schema.$ref = `#/$defs/${kind.name}`;
  }

  definitions(): Record<string, JsonSchema> {
    const source: JsonSchema = { type: 'string' };
    const quality: JsonSchema = { type: 'string', enum: [...QUALITIES] };
    const entries = [...this.kindByText.values()].map(({ name, bare }): [string, JsonSchema] => {
      const properties = { value: bare, currency: source, source, asOf: source, quality };
      const wrapper: JsonSchema = { type: 'object', properties, required: ['value'], additionalProperties: false };
      return [name, { anyOf: [bare, wrapper] }];
    });
    return Object.fromEntries(entries);
  }
}

/** The text of schema/plan.schema.json. */
export function planJsonSchemaText(): string {
  return jsonSchemaText(planJsonSchema());
}

/** A schema as a file, with short lists on one line as the formatter has them. */
export function jsonSchemaText(schema: JsonSchema): string {
  const text = JSON.stringify(schema, null, 2);
  const joined = text.replace(/^( *)(.*)\[\n([^[\]{}]*?)\n *\]/gm, (block: string, ...parts: string[]) => {
    const [indent = '', before = '', items = ''] = parts;
    const line = `${indent}${before}[${items.trim().replace(/,\n */g, ', ')}]`;
    return line.length < LINE_LENGTH_MAX ? line : block;
  });
  return `${joined}\n`;
}

const LINE_LENGTH_MAX = 120;
