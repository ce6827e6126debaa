// Ids as AWS makes them.

import { randomBytes } from 'node:crypto';

/** @param prefix such as `vpc`, for `vpc-0` and sixteen more hex digits */
export function newId(prefix: string): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}
