import type { FileHandle } from "node:fs/promises";

/** What is compared at a time. */
const WINDOW_BYTES = 256 * 1_024;

/** Reads until there is nothing more to read, or all is there. */
export async function readFully(
  file: FileHandle,
  position: number,
  lengthBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  // Not from the pool: a buffer may live as long as the page does.
  const buffer = Buffer.allocUnsafeSlow(lengthBytes);
  return buffer.subarray(0, await readInto(buffer, file, position));
}

/** The same, into `buffer`. @returns how many bytes there were */
export async function readInto(
  buffer: Buffer,
  file: FileHandle,
  position: number,
): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const rest = buffer.length - length;
    const { bytesRead } = await file.read(buffer, length, rest, position + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** Whether a file still begins with these bytes; reads it in pieces, none of which is kept. */
export async function isAsBefore(file: FileHandle, bytes: Buffer): Promise<boolean> {
  const window = Buffer.allocUnsafeSlow(Math.min(WINDOW_BYTES, bytes.length));
  for (let at = 0; at < bytes.length; at += window.length) {
    const expected = bytes.subarray(at, at + window.length);
    const found = window.subarray(0, expected.length);
    if ((await readInto(found, file, at)) < found.length || !found.equals(expected)) return false;
  }
  return true;
}
