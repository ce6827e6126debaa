// Policies that are part of a role, also called inline.

import { iamTables, nameKey } from '../../store/iam.ts';
import type { Context } from '../shared/context.ts';
import { noSuchEntity } from './errors.ts';
import { byName, page } from './pages.ts';
import { checkPermissions, checkRolePoliciesSize, encodeDocument } from './policyDocuments.ts';
import { modifiableRole, roleNamed } from './roles.ts';
import type { IamOperations } from './service.ts';

export const rolePolicyOperations: IamOperations = {
  PutRolePolicy({ RoleName: name, PolicyName = '', PolicyDocument = '' }, context) {
    const { RoleName } = modifiableRole(context, name);
    checkPermissions(PolicyDocument);
    const others = policiesOf(context, RoleName).filter((each) => each.PolicyName !== PolicyName);
    checkRolePoliciesSize(RoleName, [
      PolicyDocument,
      ...others.map((other) => other.PolicyDocument),
    ]);
    iamTables(context.store).rolePolicies.put(keyOf(RoleName, PolicyName), {
      RoleName,
      PolicyName,
      PolicyDocument,
    });
    return {};
  },

  GetRolePolicy({ RoleName: name, PolicyName = '' }, context) {
    const { RoleName } = roleNamed(context, name);
    const row = iamTables(context.store).rolePolicies.get(keyOf(RoleName, PolicyName));
    if (!row) throw noSuchEntity('rolePolicy', PolicyName);
    return { ...row, PolicyDocument: encodeDocument(row.PolicyDocument) };
  },

  ListRolePolicies({ RoleName: name, ...request }, context) {
    const { RoleName } = roleNamed(context, name);
    const names = policiesOf(context, RoleName).map(({ PolicyName }) => PolicyName);
    const sorted = byName(names, (each) => each);
    const { items, marks } = page(sorted, (each) => each, request);
    return { PolicyNames: items, ...marks };
  },

  DeleteRolePolicy({ RoleName: name, PolicyName = '' }, context) {
    const { RoleName } = modifiableRole(context, name);
    const { rolePolicies } = iamTables(context.store);
    const key = keyOf(RoleName, PolicyName);
    if (!rolePolicies.get(key)) throw noSuchEntity('rolePolicy', PolicyName);
    rolePolicies.delete(key);
    return {};
  },
};

function policiesOf({ store }: Context, RoleName: string) {
  return iamTables(store)
    .rolePolicies.list()
    .filter((row) => row.RoleName === RoleName);
}

function keyOf(RoleName: string, PolicyName: string): string {
  return `${nameKey(RoleName)} ${PolicyName}`;
}
