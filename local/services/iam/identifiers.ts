// Unique ids and ARNs as IAM makes them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html

import { createHash, randomBytes } from 'node:crypto';
import type { Context } from '../shared/context.ts';

/** @param prefix of the kind, such as `AROA` of roles */
export function uniqueId(prefix: string): string {
  return prefix + letters(randomBytes(17));
}

/** Of what IAM knows without having made it: the same id for the same text. */
export function lastingId(prefix: string, text: string): string {
  return prefix + letters(createHash('sha256').update(text).digest().subarray(0, 17));
}

/** @param resource such as `role` */
export function iamArn(
  { accountId }: Pick<Context, 'accountId'>,
  resource: string,
  path: string,
  name: string,
): string {
  return `arn:aws:iam::${accountId}:${resource}${path}${name}`;
}

function letters(bytes: Uint8Array): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(bytes, (byte) => digits[byte % 32]).join('');
}
