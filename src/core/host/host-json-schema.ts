import { jsonSchemaText, sourcedJsonSchema } from '../domain/index.ts';
import { hostSchema } from './schema-host.ts';

/** The text of schema/host.schema.json, for editors to complete and check a host file; `parseHost` judges the rest. */
export function hostJsonSchemaText(): string {
  return jsonSchemaText(sourcedJsonSchema(hostSchema, 'Eightyfold host'));
}
