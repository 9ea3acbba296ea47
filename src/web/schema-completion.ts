import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';

/** A JSON Schema as far as completion reads it. */
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $ref?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** Completes the names of fields, and the values of fields that have few, where the cursor is in a block of YAML. */
export function schemaCompletion(root: Schema): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const typed = /[\w-]*$/.exec(before)?.[0] ?? '';
    const isValue = /:\s+[\w-]*$/.test(before);
    if (typed === '' && !context.explicit) return null;
    const lines = Array.from({ length: line.number - 1 }, (_, index) => context.state.doc.line(index + 1).text);
    const path = pathAt(lines, before);
    const field = isValue ? /([\w-]+):\s+[\w-]*$/.exec(before)?.[1] : undefined;
    const schema = schemaAt(root, field === undefined ? path : [...path, field]);
    const options = isValue ? valuesOf(schema) : namesOf(schema);
    return options.length === 0 ? null : { from: context.pos - typed.length, options };
  };
}

/** Names of the maps around a line, by their indentation. */
function pathAt(lines: readonly string[], before: string): string[] {
  const path: string[] = [];
  let indent = /^\s*(?:- )?/.exec(before)![0].length;
  for (const line of lines.toReversed()) {
    const match = /^(\s*(?:- )?)([\w-]+):\s*(?:#.*)?$/.exec(line);
    const own = match?.[1]?.length ?? Infinity;
    if (match === null || own >= indent) continue;
    path.unshift(match[2]!);
    indent = own;
    if (indent === 0) break;
  }
  return path;
}

/** The schema of a field by the names that lead to it; lists are looked through. */
export function schemaAt(root: Schema, path: readonly string[]): Schema | undefined {
  let found: Schema | undefined = root;
  for (const name of path)
    found = candidatesOf(root, found).find(({ properties }) => properties?.[name])?.properties?.[name];
  return found;
}

/** A schema with what it refers to, its alternatives and the items of its list. */
function candidatesOf(root: Schema, schema: Schema | undefined): readonly Schema[] {
  if (schema === undefined) return [];
  const named = schema.$ref === undefined ? undefined : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
  const inside = [named, schema.items, ...(schema.anyOf ?? [])];
  return [schema, ...inside.flatMap((each) => candidatesOf(root, each))];
}

function namesOf(schema: Schema | undefined) {
  const all = schema === undefined ? [] : [schema, schema.items, ...(schema.anyOf ?? [])];
  return all.flatMap((each) =>
    Object.entries(each?.properties ?? {}).map(([label, { description }]) => ({
      label,
      apply: `${label}: `,
      type: 'property',
      ...(description === undefined ? {} : { info: description }),
    })),
  );
}

function valuesOf(schema: Schema | undefined) {
  const all = schema === undefined ? [] : [schema, ...(schema.anyOf ?? [])];
  return all.flatMap((each) => (each.enum ?? []).map((value) => ({ label: String(value), type: 'enum' })));
}
