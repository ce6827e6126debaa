// aws:iam/rolePolicy:RolePolicy, which is part of its role.

import type { AwsOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';

export const rolePolicy = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'iam/rolePolicy.ts',
    isGlobal: true,
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      role: { is: 'string', required: true, replaces: true },
      policy: { is: 'json', required: true },
    },
    identity: ['role', 'name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix'],
    gone: ['NoSuchEntityException'],
    async create({ role, name, policy }, { iam }) {
      await iam.putRolePolicy({ RoleName: role, PolicyName: name, PolicyDocument: policy });
      return `${role}:${name}`;
    },
    isUnmarked: true,
    find: async ({ role, name }) => `${role}:${name}`,
    async read(id, { iam }) {
      const { RoleName, PolicyName, PolicyDocument } = await iam.getRolePolicy(namesOf(id));
      return {
        role: RoleName,
        name: PolicyName,
        policy: decodeURIComponent(PolicyDocument ?? ''),
      };
    },
    changes: [
      {
        of: ['policy'],
        apply: (id, { policy }, { iam }) =>
          iam.putRolePolicy({ ...namesOf(id), PolicyDocument: policy }),
      },
    ],
    delete: (id, { iam }) => iam.deleteRolePolicy(namesOf(id)),
  });

/** Neither name can hold a colon. */
function namesOf(id: string) {
  const [RoleName, PolicyName] = id.split(':');
  return { RoleName, PolicyName };
}
