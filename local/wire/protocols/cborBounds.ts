// What the SDK's CBOR codec takes on trust: that an array or a map has the items it announces. It
// allocates them all, so that a hundred bytes could ask for more memory than there is. Each item is at
// least a byte: no more of them may be announced at any point than bytes are left.
// https://www.rfc-editor.org/rfc/rfc8949

/** Deeper than any operation's input. */
const maxDepth = 64;
/** Of a count that is not given: the items end at a break. */
const indefinite = -1;
const breakByte = 0xff;
const [byteString, array, map, tag] = [2, 4, 5, 6];
/** Of major types: byte strings, text strings, lists and maps. */
const hasLength = (major: number) => major >= byteString && major <= map;
/** Timestamps; the others stand for numbers that no service here knows, and cost much to read. */
const epochTag = 1;

/** @throws Error for bytes that are not one item of a bounded size and depth */
export function checkCborBounds(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** How many items each container around the current one still waits for. */
  const open: number[] = [1];
  let at = 0;
  let announced = 1;

  while (open.length > 0) {
    const waiting = open.at(-1) ?? 0;
    if (waiting === 0) {
      open.pop();
    } else if (waiting === indefinite && bytes[at] === breakByte) {
      open.pop();
      at++;
    } else {
      readHead(waiting);
    }
  }
  if (at !== bytes.length) throw new Error('Bytes follow the item');

  function readHead(waiting: number): void {
    const initial = view.getUint8(at++);
    const [major, minor] = [initial >> 5, initial & 31];
    if (waiting !== indefinite) {
      open[open.length - 1] = waiting - 1;
      announced--;
    }
    const count = minor === 31 && hasLength(major) ? indefinite : readArgument(minor);
    if (major === array) enter(count);
    else if (major === map) enter(count === indefinite ? count : count * 2);
    else if (major === tag && count === epochTag) enter(1);
    else if (major === tag) throw new Error(`Tag ${count} is not known`);
    else if (hasLength(major) && count === indefinite) enter(count);
    else if (hasLength(major)) at += count;
    if (at + announced > bytes.length) throw new Error('More is announced than there is');
  }

  function readArgument(minor: number): number {
    if (minor < 24) return minor;
    if (minor > 27) throw new Error(`Length ${minor} has no meaning here`);
    const size = 2 ** (minor - 24);
    at += size;
    if (size === 1) return view.getUint8(at - 1);
    if (size === 2) return view.getUint16(at - 2);
    if (size === 4) return view.getUint32(at - 4);
    return Number(view.getBigUint64(at - 8));
  }

  function enter(items: number): void {
    if (open.length >= maxDepth) throw new Error(`Deeper than ${maxDepth}`);
    if (items !== indefinite) announced += items;
    open.push(items);
  }
}
