/** A fault in a programme or in how it is used: a programming error of the caller, thrown and never caught in core. */
export class ProgrammeError extends Error {
  override name = 'ProgrammeError';
}
