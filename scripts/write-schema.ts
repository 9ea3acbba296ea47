import { writeFileSync } from 'node:fs';

import { planJsonSchemaText } from '../src/core/domain/index.ts';

/** Writes schema/plan.schema.json from the code's schema: `node scripts/write-schema.ts`. */
const target = new URL('../schema/plan.schema.json', import.meta.url);
writeFileSync(target, planJsonSchemaText());
