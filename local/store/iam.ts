// IAM's records, under AWS's names. Roles and instance profiles stand under their name in lower case,
// since AWS does not distinguish names by case; policies under their ARN.

import type { InstanceProfile, Policy, Role, Tag } from '@aws-sdk/client-iam';
import type { Store } from './store.ts';

/** A record of the SDK's type, with the members that it always has. */
type Row<Type, Always extends keyof Type> = Omit<Type, Always | 'Tags'> & {
  readonly [Key in Always]-?: NonNullable<Type[Key]>;
} & { readonly Tags: readonly Tag[] };

export type RoleRow = Row<
  Role,
  'Path' | 'RoleName' | 'RoleId' | 'Arn' | 'CreateDate' | 'AssumeRolePolicyDocument'
>;

/** A policy that is part of a role. */
export type RolePolicyRow = {
  readonly RoleName: string;
  readonly PolicyName: string;
  /** As it was given. */
  readonly PolicyDocument: string;
};

/** A managed policy's place on a role. */
export type AttachedPolicyRow = { readonly RoleName: string; readonly PolicyArn: string };

/** A managed policy of the account's own. */
export type PolicyRow = Row<
  Omit<Policy, 'AttachmentCount' | 'PermissionsBoundaryUsageCount'>,
  'PolicyName' | 'PolicyId' | 'Arn' | 'Path' | 'DefaultVersionId' | 'CreateDate' | 'UpdateDate'
> & {
  /** Ours: oldest first; `Document` is as it was given. */
  readonly versions: readonly PolicyVersionRow[];
  /** Ours: versions ever made, since the number of a deleted one is not given again. */
  readonly versionCount: number;
};
export type PolicyVersionRow = {
  /** `v1` and so on. */
  readonly VersionId: string;
  readonly Document: string;
  readonly CreateDate: Date;
};

export type InstanceProfileRow = Omit<
  Row<InstanceProfile, 'Path' | 'InstanceProfileName' | 'InstanceProfileId' | 'Arn' | 'CreateDate'>,
  'Roles'
> & {
  /** Ours: its role, at most one. */
  readonly RoleName?: string;
};

export type IamTables = ReturnType<typeof iamTables>;

/** `rolePolicies` and `attachedPolicies` are keyed by the role's key, a space, and the name or ARN. */
export function iamTables(store: Store) {
  return {
    roles: store.table<RoleRow>('iam.role'),
    rolePolicies: store.table<RolePolicyRow>('iam.role-policy'),
    attachedPolicies: store.table<AttachedPolicyRow>('iam.attached-policy'),
    policies: store.table<PolicyRow>('iam.policy'),
    instanceProfiles: store.table<InstanceProfileRow>('iam.instance-profile'),
  };
}

export type InstanceProfileAndRole = {
  readonly instanceProfile: InstanceProfileRow;
  /** Undefined while no role has been added to the profile. */
  readonly role: RoleRow | undefined;
};

/** The profile that an instance runs with, and the role in it. */
export function instanceProfileByArn(
  store: Store,
  Arn: string,
): InstanceProfileAndRole | undefined {
  const found = iamTables(store)
    .instanceProfiles.list()
    .find((profile) => profile.Arn === Arn);
  return found && withRole(store, found);
}

/** The same, by the profile's name. */
export function instanceProfileByName(
  store: Store,
  InstanceProfileName: string,
): InstanceProfileAndRole | undefined {
  const found = iamTables(store).instanceProfiles.get(nameKey(InstanceProfileName));
  return found && withRole(store, found);
}

/** The key that a role or an instance profile stands under. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

function withRole(store: Store, instanceProfile: InstanceProfileRow): InstanceProfileAndRole {
  const { RoleName } = instanceProfile;
  const role = RoleName === undefined ? undefined : iamTables(store).roles.get(nameKey(RoleName));
  return { instanceProfile, role };
}
