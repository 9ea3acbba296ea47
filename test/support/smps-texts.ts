/** Small SMPS problems as text, for tests of readers and writers. */
import type { FileFault, Reading, SmpsFiles } from '../../src/core/index.ts';

/** Buy x now; demand is met by x or by dearer y (second period) and z (third). */
export const CORE = `NAME          THREE
* a comment
ROWS
 N  COST
 L  CAP
 G  D2
 G  D3
COLUMNS
    x         COST          1.0   CAP           1.0
    x         D2            1.0
    y         COST          3.0   D2            1.0
    y         D3            0.5
    z         COST          5.0   D3            1.0
RHS
    RHS       CAP         100.0   D2           10.0
    RHS       D3           20.0
BOUNDS
 UP BND       x            40.0
ENDATA
`;

export const TIME = `TIME          THREE
PERIODS       IMPLICIT
    x         CAP                      NOW
    y         D2                       SOON
    z         D3                       LATER
ENDATA
`;

export const INDEPENDENT = `STOCH         THREE
INDEP         DISCRETE
    RHS       D2            5.0   SOON        0.5
    RHS       D2           15.0   SOON        0.5
    z         COST          4.0   LATER       0.25
    z         COST          8.0   LATER       0.75
ENDATA
`;

export const BLOCKS = `STOCH         THREE
BLOCKS        DISCRETE
 BL B1        SOON        0.5
    RHS       D2            5.0
    x         D2            0.9
 BL B1        SOON        0.5
    RHS       D2           15.0
ENDATA
`;

export const SCENARIOS = `STOCH         THREE
SCENARIOS     DISCRETE
 SC A         ROOT        0.5         SOON
    RHS       D2            5.0
    RHS       D3           25.0
 SC B         A           0.25        LATER
    z         COST          9.0
 SC C         ROOT        0.25        SOON
    RHS       D2           15.0
ENDATA
`;

/** The three files, parts left out being those above. */
export function smpsFiles(parts: {
  readonly core?: string;
  readonly time?: string;
  readonly stochastic: string;
}): SmpsFiles {
  return {
    core: { fileName: 'a.cor', text: parts.core ?? CORE },
    time: { fileName: 'a.tim', text: parts.time ?? TIME },
    stochastic: { fileName: 'a.sto', text: parts.stochastic },
  };
}

/** The value of a reading that must succeed. */
export function valueRead<Value>(reading: Reading<Value>): Value {
  if (!reading.isRead) throw new Error(reading.faults.map(faultLine).join('\n'));
  return reading.value;
}

/** Faults, one line each; none when the text was read. */
export function faultLines<Value>(reading: Reading<Value>): readonly string[] {
  return reading.isRead ? [] : reading.faults.map(faultLine);
}

/** Warnings, one line each. */
export function warningLines<Value>(reading: Reading<Value>): readonly string[] {
  return reading.warnings.map(faultLine);
}

function faultLine({ fileName, line, message, howToFix }: FileFault): string {
  return `${fileName}:${line}: ${message}; ${howToFix}`;
}
