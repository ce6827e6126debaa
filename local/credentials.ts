// The keys that the region has issued, and who holds them. A key is known by its id: signatures are
// not verified, since whoever reaches the region's address is on this machine already.

import { randomBytes } from 'node:crypto';
import type { Identity } from './services/shared/context.ts';
import type { Store } from './store/store.ts';
import type { Authorization } from './wire/authorization.ts';
import { AwsError } from './wire/awsError.ts';
import type { ProtocolId } from './wire/service.ts';

export type Credentials = {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  /** Undefined for the operator's, which do not expire. */
  readonly Token?: string;
  readonly Expiration?: Date;
};

type IssuedKey = Credentials & { readonly identity: Identity };

export type CredentialIssuer = {
  /** @param lifetimeSeconds undefined for keys that do not expire */
  issue(identity: Identity, lifetimeSeconds?: number): Credentials;
  /**
   * @param protocol the caller's: a key is refused in its words
   * @throws AwsError of an unknown or expired key
   */
  identify(authorization: Authorization, protocol: ProtocolId): Identity;
  forgetExpired(): void;
};

export function createCredentials(store: Store, now: () => Date): CredentialIssuer {
  const keys = store.table<IssuedKey>('credentials');
  const isExpired = ({ Expiration }: IssuedKey) => Expiration !== undefined && Expiration <= now();
  return {
    issue(identity, lifetimeSeconds) {
      const isTemporary = lifetimeSeconds !== undefined;
      const credentials: Credentials = {
        // AWS's prefixes: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
        AccessKeyId: (isTemporary ? 'ASIA' : 'AKIA') + base32(16),
        SecretAccessKey: randomBytes(30).toString('base64'),
        ...(isTemporary && {
          Token: randomBytes(96).toString('base64'),
          Expiration: new Date(now().getTime() + lifetimeSeconds * 1000),
        }),
      };
      keys.put(credentials.AccessKeyId, { ...credentials, identity });
      return credentials;
    },

    identify({ accessKeyId, sessionToken }, protocol) {
      const key = keys.get(accessKeyId);
      if (!key || key.Token !== sessionToken) throw unknownKey(protocol);
      if (isExpired(key)) throw expiredKey(protocol);
      return key.identity;
    },

    forgetExpired() {
      for (const key of keys.list().filter(isExpired)) keys.delete(key.AccessKeyId);
    },
  };
}

function unknownKey(protocol: ProtocolId): AwsError {
  if (protocol === 'ec2Query') {
    return new AwsError(
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    );
  }
  return new AwsError(
    protocol === 'awsQuery' ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    403,
  );
}

function expiredKey(protocol: ProtocolId): AwsError {
  if (protocol === 'ec2Query') return new AwsError('RequestExpired', 'Request has expired.');
  return new AwsError(
    protocol === 'awsQuery' ? 'ExpiredToken' : 'ExpiredTokenException',
    'The security token included in the request is expired',
    403,
  );
}

function base32(length: number): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(length), (byte) => digits[byte % 32]).join('');
}
