// SecureStrings at rest: AES-256-GCM, bound to the parameter's ARN, with a key that is made when the
// first of them is.
//
// What this keeps: a secret is not in the answer without `WithDecryption`, and does not show when
// records are printed, searched, or copied out one by one. What it cannot keep: the key stands in a
// table of the same store, so whoever reads the whole file reads the secrets. On AWS a key service
// stands between the two; here there is none.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ssmTables } from '../../store/ssm.ts';
import type { Store } from '../../store/store.ts';
import { AwsError } from '../../wire/awsError.ts';
import type { Context } from '../shared/context.ts';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The only key that there is: the one that AWS makes for each account. */
export const defaultKeyId = 'alias/aws/ssm';

/** @throws AwsError `InvalidKeyId` for any but the account's own key, by its alias or the alias's ARN */
export function checkKeyId({ regionName, accountId }: Context, KeyId: string): void {
  const own = [defaultKeyId, `arn:aws:kms:${regionName}:${accountId}:${defaultKeyId}`];
  if (!own.includes(KeyId)) throw new AwsError('InvalidKeyId', `Invalid keyId ${KeyId}`);
}

/** @returns base64 of the nonce, the authentication tag, and the encrypted text */
export function encrypt(store: Store, ARN: string, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, keyOf(store), nonce).setAAD(Buffer.from(ARN));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64');
}

/** @throws Error for what was not encrypted here for this parameter */
export function decrypt(store: Store, ARN: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv(algorithm, keyOf(store), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(Buffer.from(ARN))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const encrypted = bytes.subarray(nonceBytes + tagBytes);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
}

function keyOf(store: Store): Buffer {
  const { keys } = ssmTables(store);
  const existing = keys.get(defaultKeyId);
  if (existing) return Buffer.from(existing.key, 'base64');
  const key = randomBytes(32);
  keys.put(defaultKeyId, { key: key.toString('base64') });
  return key;
}
