import { writeFileSync } from 'node:fs';

import { planJsonSchemaText } from '../src/core/domain/index.ts';
import { hostJsonSchemaText } from '../src/core/host/index.ts';

/** Writes the schemas of plan and host files from the code's: `node scripts/write-schema.ts`. */
writeFileSync(new URL('../schema/plan.schema.json', import.meta.url), planJsonSchemaText());
writeFileSync(new URL('../schema/host.schema.json', import.meta.url), hostJsonSchemaText());
