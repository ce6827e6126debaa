// Credentials of the role in an instance's profile, renewed before they expire.

import type { CredentialIssuer, Credentials } from './credentials.ts';
import type { RoleCredentials } from './metadata/categories.ts';
import { roleOfInstanceProfile } from './services/iam/instanceProfileRole.ts';
import type { Context } from './services/shared/context.ts';
import type { InstanceRow } from './store/ec2.ts';

const lifetimeSeconds = 6 * 60 * 60;
/** AWS has new ones there at least five minutes before the old expire. */
const renewMilliseconds = 30 * 60 * 1000;

/** Issues them on demand; an instance is given the same ones until they are to be renewed. */
export function roleCredentials(context: Context, issuer: CredentialIssuer) {
  const issued = context.store.table<Credentials & { readonly at: Date }>('roleCredentials');

  return ({ row }: { readonly row: InstanceRow }): RoleCredentials | undefined => {
    const profile = row.IamInstanceProfile?.Arn;
    const role = profile === undefined ? undefined : roleNameOf(profile);
    if (role === undefined) return undefined;
    return {
      role,
      issue: () => {
        const { AccessKeyId, SecretAccessKey, Token, Expiration, at } = current(row, role);
        return {
          Code: 'Success',
          LastUpdated: at.toISOString(),
          Type: 'AWS-HMAC',
          AccessKeyId,
          SecretAccessKey,
          Token,
          Expiration: Expiration?.toISOString(),
        };
      },
    };
  };

  function roleNameOf(Arn: string): string | undefined {
    try {
      return roleOfInstanceProfile(context, { Arn }).role?.RoleName;
    } catch {
      // The profile was deleted since; AWS then has no credentials either.
      return undefined;
    }
  }

  function current({ InstanceId }: InstanceRow, role: string): Credentials & { readonly at: Date } {
    const id = `${InstanceId} ${role}`;
    const { accountId, now } = context;
    const known = issued.get(id);
    const left = (known?.Expiration?.getTime() ?? 0) - now().getTime();
    if (known && left > renewMilliseconds) return known;
    const identity = {
      Account: accountId,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${InstanceId}`,
      UserId: `AROA${role.toUpperCase().slice(0, 12)}:${InstanceId}`,
    };
    const renewed = { ...issuer.issue(identity, lifetimeSeconds), at: now() };
    issued.put(id, renewed);
    return renewed;
  }
}
