// Pages: the same way for every operation that gives its results a part at a time.

import { createHash } from 'node:crypto';
import { AwsError } from '../../wire/awsError.ts';

export type Page<Item> = { readonly items: Item[]; readonly nextToken: string | undefined };

export type PageRequest = {
  readonly token: string | undefined;
  /** As the caller asked; undefined for `limits.max`. */
  readonly size: number | undefined;
};

/**
 * Cuts a page out of the whole, which must be in a lasting order. The token is opaque to callers: it
 * tells the last items before the cut, of which the last that still exists marks the place. Items made or
 * deleted in between neither shift nor repeat others.
 *
 * @param idOf an id that was never another's: not a name that a later item can have again
 * @param limits of `size`; `name` is the parameter's, such as `MaxResults`
 * @param invalidToken the code for a token that is none of ours
 * @throws AwsError `InvalidParameterValue` (or `limits.code`) for a size out of bounds
 */
export function paginate<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  { token, size }: PageRequest,
  limits: {
    readonly min: number;
    readonly max: number;
    readonly name: string;
    readonly code?: string;
  },
  invalidToken: string,
): Page<Item> {
  if (size !== undefined && (size < limits.min || size > limits.max)) {
    throw new AwsError(
      limits.code ?? 'InvalidParameterValue',
      `Value ( ${size} ) for parameter ${limits.name} is invalid. ` +
        `Expecting a value between ${limits.min} and ${limits.max}.`,
    );
  }
  const start = token === undefined ? 0 : positionAfter(all.map(idOf), token, invalidToken);
  const end = start + (size ?? limits.max);
  const given = all.slice(Math.max(0, end - maxMarks), end);
  return {
    items: all.slice(start, end),
    nextToken: end < all.length ? encode(given.map(idOf)) : undefined,
  };
}

function encode(ids: readonly string[]): string {
  const given = ids.map(fingerprint).join('');
  return given + fingerprint(given);
}

function positionAfter(ids: readonly string[], token: string, invalidToken: string): number {
  const given = token.slice(0, -fingerprintLength);
  const invalid = new AwsError(invalidToken, `The token '${token.slice(0, 100)}' is invalid`);
  if (token !== given + fingerprint(given)) throw invalid;
  const marks = given.match(new RegExp(`.{${fingerprintLength}}`, 'g')) ?? [];
  const positions = new Map(ids.map((id, position) => [fingerprint(id), position]));
  const last = marks.findLast((mark) => positions.has(mark));
  if (last !== undefined) return (positions.get(last) ?? 0) + 1;
  // All that came before is gone, or else as much of it as a token can tell.
  if (marks.length < maxMarks) return 0;
  throw invalid;
}

const fingerprintLength = 8;
/** So many of the items before a cut would have to be deleted for a token to be worth nothing. */
const maxMarks = 32;

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, fingerprintLength);
}
