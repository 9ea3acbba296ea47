import { createHash } from 'node:crypto';

/** `sha256:` and the hexadecimal SHA-256 of bytes, or of a text in UTF-8. */
export function sha256Of(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
