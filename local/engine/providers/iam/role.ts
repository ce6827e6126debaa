// aws:iam/role:Role

import type { AwsOf } from '../aws.ts';
import { hasToken, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags } from './tags.ts';

export const role = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'iam/role.ts',
    isGlobal: true,
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      path: { is: 'string', replaces: true, default: '/' },
      assumeRolePolicy: { is: 'json', required: true },
      description: { is: 'string' },
      maxSessionDuration: { is: 'number', default: 3600 },
      permissionsBoundary: { is: 'string' },
      forceDetachPolicies: { is: 'boolean', default: false },
      ...tagged,
    },
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix', 'forceDetachPolicies'],
    gone: ['NoSuchEntityException'],
    inUse: ['DeleteConflictException'],
    async create(inputs, { iam }, token) {
      const { Role } = await iam.createRole({
        RoleName: inputs.name,
        Path: inputs.path,
        AssumeRolePolicyDocument: inputs.assumeRolePolicy,
        Description: inputs.description,
        MaxSessionDuration: inputs.maxSessionDuration,
        PermissionsBoundary: inputs.permissionsBoundary,
        Tags: tagList(inputs.tags, token),
      });
      return Role?.RoleName ?? '';
    },
    async find({ name }, { iam }, token) {
      const { Role } = await iam.getRole({ RoleName: name });
      return hasToken(Role?.Tags, token) ? name : undefined;
    },
    async read(RoleName, { iam }) {
      const { Role } = await iam.getRole({ RoleName });
      return (
        Role && {
          arn: Role.Arn,
          uniqueId: Role.RoleId,
          createDate: Role.CreateDate?.toISOString(),
          name: Role.RoleName,
          path: Role.Path,
          assumeRolePolicy: decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''),
          description: Role.Description,
          maxSessionDuration: Role.MaxSessionDuration,
          permissionsBoundary: Role.PermissionsBoundary?.PermissionsBoundaryArn,
          ...tagsOf(Role.Tags),
        }
      );
    },
    changes: [
      {
        of: ['assumeRolePolicy'],
        apply: (RoleName, { assumeRolePolicy }, { iam }) =>
          iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: assumeRolePolicy }),
      },
      {
        of: ['description', 'maxSessionDuration'],
        apply: (RoleName, { description, maxSessionDuration }, { iam }) =>
          iam.updateRole({
            RoleName,
            Description: description ?? '',
            MaxSessionDuration: maxSessionDuration,
          }),
      },
      {
        of: ['permissionsBoundary'],
        apply: (RoleName, { permissionsBoundary }, { iam }): Promise<unknown> =>
          permissionsBoundary
            ? iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: permissionsBoundary })
            : iam.deleteRolePermissionsBoundary({ RoleName }),
      },
      changeTags(
        (RoleName, Tags, { iam }) => iam.tagRole({ RoleName, Tags }),
        (RoleName, TagKeys, { iam }) => iam.untagRole({ RoleName, TagKeys }),
      ),
    ],
    async delete(RoleName, { iam }, { forceDetachPolicies }) {
      if (forceDetachPolicies) await detachAll(RoleName, iam);
      return iam.deleteRole({ RoleName });
    },
  });

/** Takes its policies away, whoever attached them. */
async function detachAll(RoleName: string, iam: ReturnType<AwsOf>['iam']): Promise<void> {
  const { AttachedPolicies = [] } = await iam.listAttachedRolePolicies({ RoleName });
  for (const { PolicyArn } of AttachedPolicies) {
    await iam.detachRolePolicy({ RoleName, PolicyArn });
  }
  const { PolicyNames = [] } = await iam.listRolePolicies({ RoleName });
  for (const PolicyName of PolicyNames) await iam.deleteRolePolicy({ RoleName, PolicyName });
}
