import type { Output, Session } from '../../src/cli/output.ts';

/** A session that keeps what is written to it: for tests. */
export interface FakeSession extends Session {
  readonly said: { out: string; err: string };
  readonly stopper: AbortController;
}

export function fakeSession(as: { readonly isTerminal?: boolean } = {}): FakeSession {
  const said = { out: '', err: '' };
  const stopper = new AbortController();
  const outputOf = (name: 'out' | 'err'): Output => ({
    isTerminal: as.isTerminal ?? false,
    hasColour: false,
    columns: () => (as.isTerminal ? 80 : null),
    write: async (text) => {
      said[name] += text;
    },
  });
  return { programName: 'eightyfold', out: outputOf('out'), err: outputOf('err'), stop: stopper.signal, said, stopper };
}
