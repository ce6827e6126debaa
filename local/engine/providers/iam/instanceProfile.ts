// aws:iam/instanceProfile:InstanceProfile

import type { AwsOf } from '../aws.ts';
import { hasToken, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags } from './tags.ts';

export const instanceProfile = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'iam/instanceProfile.ts',
    isGlobal: true,
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      path: { is: 'string', replaces: true, default: '/' },
      role: { is: 'string' },
      ...tagged,
    },
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix'],
    gone: ['NoSuchEntityException'],
    inUse: ['DeleteConflictException'],
    async create({ name, path, tags }, { iam }, token) {
      const { InstanceProfile } = await iam.createInstanceProfile({
        InstanceProfileName: name,
        Path: path,
        Tags: tagList(tags, token),
      });
      return InstanceProfile?.InstanceProfileName ?? '';
    },
    async find({ name }, { iam }, token) {
      const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName: name });
      return hasToken(InstanceProfile?.Tags, token) ? name : undefined;
    },
    async read(InstanceProfileName, { iam }) {
      const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
      return (
        InstanceProfile && {
          arn: InstanceProfile.Arn,
          uniqueId: InstanceProfile.InstanceProfileId,
          createDate: InstanceProfile.CreateDate?.toISOString(),
          name: InstanceProfile.InstanceProfileName,
          path: InstanceProfile.Path,
          role: InstanceProfile.Roles?.[0]?.RoleName,
          ...tagsOf(InstanceProfile.Tags),
        }
      );
    },
    changes: [
      {
        of: ['role'],
        async apply(InstanceProfileName, news, { iam }, olds) {
          const profile = { InstanceProfileName };
          if (olds.role) {
            await iam.removeRoleFromInstanceProfile({ ...profile, RoleName: olds.role });
          }
          if (news.role) await iam.addRoleToInstanceProfile({ ...profile, RoleName: news.role });
        },
      },
      changeTags(
        (InstanceProfileName, Tags, { iam }) =>
          iam.tagInstanceProfile({ InstanceProfileName, Tags }),
        (InstanceProfileName, TagKeys, { iam }) =>
          iam.untagInstanceProfile({ InstanceProfileName, TagKeys }),
      ),
    ],
    async delete(InstanceProfileName, { iam }) {
      const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName });
      for (const { RoleName } of InstanceProfile?.Roles ?? []) {
        await iam.removeRoleFromInstanceProfile({ InstanceProfileName, RoleName });
      }
      await iam.deleteInstanceProfile({ InstanceProfileName });
    },
  });
