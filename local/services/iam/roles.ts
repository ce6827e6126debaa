// Roles. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html

import type { Role } from '@aws-sdk/client-iam';
import { iamTables, nameKey, type RoleRow } from '../../store/iam.ts';
import type { Context } from '../shared/context.ts';
import {
  deleteConflict,
  entityAlreadyExists,
  invalidInput,
  noSuchEntity,
  unmodifiableEntity,
} from './errors.ts';
import { iamArn, uniqueId } from './identifiers.ts';
import { attachablePolicy } from './managedPolicies.ts';
import { byName, page } from './pages.ts';
import { checkTrust, encodeDocument } from './policyDocuments.ts';
import type { IamOperations } from './service.ts';
import { listTags, mergeTags, shownTags, withoutTags } from './tags.ts';

/** Where the roles of AWS's services stand, which their services alone change. */
const servicePath = '/aws-service-role/';

export const roleOperations: IamOperations = {
  CreateRole(input, context) {
    const { AssumeRolePolicyDocument = '', PermissionsBoundary, ...rest } = input;
    if (input.Path?.startsWith(servicePath)) {
      throw invalidInput(`The path ${servicePath} is reserved for service-linked roles.`);
    }
    checkTrust(AssumeRolePolicyDocument);
    if (PermissionsBoundary) attachablePolicy(context, PermissionsBoundary);
    const row = putNewRole(context, {
      ...rest,
      AssumeRolePolicyDocument,
      ...(PermissionsBoundary && { PermissionsBoundary: boundary(PermissionsBoundary) }),
    });
    return { Role: { ...shownRole(row), ...shownTags(row) } };
  },

  GetRole: ({ RoleName }, context) => {
    const row = roleNamed(context, RoleName);
    const { PermissionsBoundary } = row;
    return {
      Role: {
        ...shownRole(row),
        ...shownTags(row),
        ...(PermissionsBoundary && { PermissionsBoundary }),
        RoleLastUsed: {},
      },
    };
  },

  ListRoles({ PathPrefix = '/', ...request }, { store }) {
    const roles = iamTables(store).roles.list();
    const inPath = roles.filter(({ Path }) => Path.startsWith(PathPrefix));
    const sorted = byName(inPath, ({ RoleName }) => RoleName);
    const { items, marks } = page(sorted, ({ RoleName }) => RoleName, request);
    return { Roles: items.map(shownRole), ...marks };
  },

  UpdateRole({ RoleName, Description, MaxSessionDuration }, context) {
    putRole(context, {
      ...modifiableRole(context, RoleName),
      ...(Description !== undefined && { Description }),
      ...(MaxSessionDuration !== undefined && { MaxSessionDuration }),
    });
    return {};
  },

  UpdateRoleDescription({ RoleName, Description = '' }, context) {
    const row: RoleRow = { ...roleNamed(context, RoleName), Description };
    putRole(context, row);
    return { Role: shownRole(row) };
  },

  UpdateAssumeRolePolicy({ RoleName, PolicyDocument = '' }, context) {
    const row = modifiableRole(context, RoleName);
    checkTrust(PolicyDocument);
    putRole(context, { ...row, AssumeRolePolicyDocument: PolicyDocument });
    return {};
  },

  PutRolePermissionsBoundary({ RoleName, PermissionsBoundary = '' }, context) {
    const row = modifiableRole(context, RoleName);
    attachablePolicy(context, PermissionsBoundary);
    putRole(context, { ...row, PermissionsBoundary: boundary(PermissionsBoundary) });
    return {};
  },

  DeleteRolePermissionsBoundary({ RoleName }, context) {
    const { PermissionsBoundary, ...row } = modifiableRole(context, RoleName);
    if (!PermissionsBoundary) throw noSuchEntity('role', RoleName ?? '');
    putRole(context, row);
    return {};
  },

  DeleteRole({ RoleName }, context) {
    deleteRole(context, modifiableRole(context, RoleName));
    return {};
  },

  TagRole({ RoleName, Tags }, context) {
    const row = modifiableRole(context, RoleName);
    putRole(context, { ...row, Tags: mergeTags(row.Tags, Tags) });
    return {};
  },

  UntagRole({ RoleName, TagKeys }, context) {
    const row = modifiableRole(context, RoleName);
    putRole(context, { ...row, Tags: withoutTags(row.Tags, TagKeys) });
    return {};
  },

  ListRoleTags: ({ RoleName, ...request }, context) =>
    listTags(roleNamed(context, RoleName), request),
};

/** What is told of a new role. */
type NewRole = Partial<Omit<Role, 'RoleId' | 'Arn' | 'CreateDate'>> & {
  readonly AssumeRolePolicyDocument: string;
};

/** @throws AwsError `EntityAlreadyExists` */
export function putNewRole(context: Context, role: NewRole): RoleRow {
  const { RoleName = '', Path = '/', Description, PermissionsBoundary } = role;
  if (iamTables(context.store).roles.get(nameKey(RoleName))) {
    throw entityAlreadyExists(`Role with name ${RoleName} already exists.`);
  }
  const row: RoleRow = {
    Path,
    RoleName,
    RoleId: uniqueId('AROA'),
    Arn: iamArn(context, 'role', Path, RoleName),
    CreateDate: context.now(),
    AssumeRolePolicyDocument: role.AssumeRolePolicyDocument,
    ...(Description !== undefined && { Description }),
    MaxSessionDuration: role.MaxSessionDuration ?? 3600,
    ...(PermissionsBoundary && { PermissionsBoundary }),
    Tags: mergeTags([], role.Tags),
  };
  putRole(context, row);
  return row;
}

/** @throws AwsError `NoSuchEntity` */
export function roleNamed({ store }: Context, RoleName = ''): RoleRow {
  const row = iamTables(store).roles.get(nameKey(RoleName));
  if (!row) throw noSuchEntity('role', RoleName);
  return row;
}

/** @throws AwsError `NoSuchEntity`, or `UnmodifiableEntity` for a service's own */
export function modifiableRole(context: Context, RoleName: string | undefined): RoleRow {
  const row = roleNamed(context, RoleName);
  if (isServiceLinked(row)) throw unmodifiableEntity(row.RoleName);
  return row;
}

export function isServiceLinked({ Path }: RoleRow): boolean {
  return Path.startsWith(servicePath);
}

/** As lists show it: without tags and boundary. */
export function shownRole({ Tags, PermissionsBoundary, ...row }: RoleRow): Role {
  return { ...row, AssumeRolePolicyDocument: encodeDocument(row.AssumeRolePolicyDocument) };
}

/** @throws AwsError `DeleteConflict` while anything is left of what was given to it */
export function deleteRole({ store }: Context, { RoleName }: RoleRow): void {
  const { roles, rolePolicies, attachedPolicies, instanceProfiles } = iamTables(store);
  const isIts = (other: { readonly RoleName?: string }) => other.RoleName === RoleName;
  if (instanceProfiles.list().some(isIts)) {
    throw deleteConflict('Cannot delete entity, must remove roles from instance profile first.');
  }
  if (attachedPolicies.list().some(isIts)) {
    throw deleteConflict('Cannot delete entity, must detach all policies first.');
  }
  if (rolePolicies.list().some(isIts)) {
    throw deleteConflict('Cannot delete entity, must delete policies first.');
  }
  roles.delete(nameKey(RoleName));
}

function putRole({ store }: Context, row: RoleRow): void {
  iamTables(store).roles.put(nameKey(row.RoleName), row);
}

function boundary(PermissionsBoundaryArn: string): NonNullable<RoleRow['PermissionsBoundary']> {
  return { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn };
}
