import type { RiskMeasure } from '../programme/index.ts';

// The measure belongs to the programme; it is part of this folder's contract as well.
export type { RiskMeasure };
