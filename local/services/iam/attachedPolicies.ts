// Managed policies on roles.

import { iamTables, nameKey } from '../../store/iam.ts';
import type { Context } from '../shared/context.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import { attachablePolicy } from './managedPolicies.ts';
import { byName, page } from './pages.ts';
import { modifiableRole, roleNamed } from './roles.ts';
import type { IamOperations } from './service.ts';

/** AWS's quota of an account that has asked for no more. */
const maxPoliciesPerRole = 10;

export const attachedPolicyOperations: IamOperations = {
  AttachRolePolicy({ RoleName: name, PolicyArn = '' }, context) {
    const { RoleName } = modifiableRole(context, name);
    attachablePolicy(context, PolicyArn);
    const { attachedPolicies } = iamTables(context.store);
    const key = keyOf(RoleName, PolicyArn);
    if (attachedPolicies.get(key)) return {};
    if (policiesOn(context, RoleName).length >= maxPoliciesPerRole) {
      throw quotaExceeded(`PoliciesPerRole: ${maxPoliciesPerRole}`);
    }
    attachedPolicies.put(key, { RoleName, PolicyArn });
    return {};
  },

  DetachRolePolicy({ RoleName: name, PolicyArn = '' }, context) {
    const { RoleName } = modifiableRole(context, name);
    const { attachedPolicies } = iamTables(context.store);
    const key = keyOf(RoleName, PolicyArn);
    if (!attachedPolicies.get(key)) throw noSuchEntity('policy', PolicyArn);
    attachedPolicies.delete(key);
    return {};
  },

  ListAttachedRolePolicies({ RoleName: name, PathPrefix = '/', ...request }, context) {
    const { RoleName } = roleNamed(context, name);
    const policies = policiesOn(context, RoleName)
      .map(({ PolicyArn }) => attachablePolicy(context, PolicyArn))
      .filter(({ Path }) => Path.startsWith(PathPrefix));
    const sorted = byName(policies, ({ PolicyName }) => PolicyName);
    const { items, marks } = page(sorted, ({ PolicyId }) => PolicyId, request);
    return {
      AttachedPolicies: items.map(({ PolicyName, Arn }) => ({ PolicyName, PolicyArn: Arn })),
      ...marks,
    };
  },

  ListEntitiesForPolicy(input, context) {
    const { PolicyArn = '', EntityFilter, PathPrefix = '/', PolicyUsageFilter } = input;
    attachablePolicy(context, PolicyArn);
    const { roles, attachedPolicies } = iamTables(context.store);
    const using = roles.list().filter(({ RoleName, PermissionsBoundary }) => {
      const isAttached = attachedPolicies.get(keyOf(RoleName, PolicyArn)) !== undefined;
      const isBoundary = PermissionsBoundary?.PermissionsBoundaryArn === PolicyArn;
      return (
        (isAttached && PolicyUsageFilter !== 'PermissionsBoundary') ||
        (isBoundary && PolicyUsageFilter !== 'PermissionsPolicy')
      );
    });
    const isRoles = EntityFilter === undefined || EntityFilter === 'Role';
    const inPath = using.filter(({ Path }) => isRoles && Path.startsWith(PathPrefix));
    const sorted = byName(inPath, ({ RoleName }) => RoleName);
    const { items, marks } = page(sorted, ({ RoleName }) => RoleName, input);
    return {
      PolicyGroups: [],
      PolicyUsers: [],
      PolicyRoles: items.map(({ RoleName, RoleId }) => ({ RoleName, RoleId })),
      ...marks,
    };
  },
};

function policiesOn({ store }: Context, RoleName: string) {
  return iamTables(store)
    .attachedPolicies.list()
    .filter((row) => row.RoleName === RoleName);
}

function keyOf(RoleName: string, PolicyArn: string): string {
  return `${nameKey(RoleName)} ${PolicyArn}`;
}
