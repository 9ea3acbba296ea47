const END_SIGNATURE = 0x06_05_4b_50;
const ENTRY_SIGNATURE = 0x02_01_4b_50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const COMMENT_BYTES_MAX = 65_535;
const DEFLATED = 8;
/** Nothing at all, deflated. */
const NOTHING_BYTES = 2;

/**
 * Bytes that all entries of a ZIP file say they have once unpacked: a reader that takes them at their word unpacks no more.
 * @returns infinite where an entry hides its size; null where the bytes are no ZIP file
 */
export function unzippedBytes(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === null) return null;
  let at = view.getUint32(end + 16, true);
  let sum = 0;
  while (at + ENTRY_BYTES <= end && view.getUint32(at, true) === ENTRY_SIGNATURE) {
    const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const isDeflated = view.getUint16(at + 10, true) === DEFLATED;
    const isHidden = isDeflated && (packed === 0 || (unpacked === 0 && packed > NOTHING_BYTES));
    sum += isHidden ? Infinity : unpacked;
    at += ENTRY_BYTES + [28, 30, 32].reduce((length, field) => length + view.getUint16(at + field, true), 0);
  }
  return at === end ? sum : Infinity;
}

/** Where the record at a ZIP file's end starts; null when there is none. */
function endOfDirectory(view: DataView): number | null {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - COMMENT_BYTES_MAX); at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return null;
}
