// Secrets in the state, sealed: each by AES-256-GCM under the stack's key, which lies beside the state.
//
// This protects a state that leaves its folder without the key: pasted, attached, copied into a backup. It does
// not protect from whoever can read the folder, which the files' modes leave to its owner.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { isRecord, isSecret, signature, signatures } from './values.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export function newKey(): Buffer {
  return randomBytes(32);
}

/** @param place where the value belongs; it opens nowhere else */
export function seal(value: unknown, key: Buffer, place: string): unknown {
  if (isSecret(value)) {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place));
    const text = Buffer.concat([
      cipher.update(JSON.stringify(value.value ?? null)),
      cipher.final(),
    ]);
    const sealed = Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64');
    return { [signature]: signatures.secret, sealed };
  }
  return inside(value, (part) => seal(part, key, place));
}

/** @throws where the key or the place is another one, or the text was changed */
export function unseal(value: unknown, key: Buffer, place: string): unknown {
  if (isSecret(value) && 'sealed' in value) {
    const bytes = Buffer.from(String(value.sealed), 'base64');
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(place))
      .setAuthTag(bytes.subarray(-tagBytes));
    const text = decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8');
    return { [signature]: signatures.secret, value: JSON.parse(text + decipher.final('utf8')) };
  }
  return inside(value, (part) => unseal(part, key, place));
}

function inside(value: unknown, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each)]));
}
