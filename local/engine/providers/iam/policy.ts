// aws:iam/policy:Policy

import { type Aws, type AwsOf, partitionOf } from '../aws.ts';
import { hasToken, tagged, tagList, tagsOf } from '../ec2/tags.ts';
import { resourceType } from '../resourceType.ts';
import { changeTags } from './tags.ts';

/** Versions that IAM keeps; there must be room for the next. */
const maxVersions = 5;

export const policy = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'iam/policy.ts',
    isGlobal: true,
    properties: {
      name: { is: 'string', replaces: true, computed: true },
      namePrefix: { is: 'string', replaces: true },
      path: { is: 'string', replaces: true, default: '/' },
      description: { is: 'string', replaces: true },
      policy: { is: 'json', required: true },
      ...tagged,
    },
    identity: ['name'],
    name: { of: 'name', prefix: 'namePrefix' },
    kept: ['namePrefix'],
    changing: ['attachmentCount'],
    gone: ['NoSuchEntityException'],
    inUse: ['DeleteConflictException'],
    async create(inputs, { iam }, token) {
      const { Policy } = await iam.createPolicy({
        PolicyName: inputs.name,
        Path: inputs.path,
        Description: inputs.description,
        PolicyDocument: inputs.policy,
        Tags: tagList(inputs.tags, token),
      });
      return Policy?.Arn ?? '';
    },
    async find({ name, path }, aws, token) {
      const account = `arn:${partitionOf(aws.regionName)}:iam::${await aws.accountId()}`;
      const PolicyArn = `${account}:policy${path}${name}`;
      const { Policy } = await aws.iam.getPolicy({ PolicyArn });
      return hasToken(Policy?.Tags, token) ? PolicyArn : undefined;
    },
    async read(PolicyArn, { iam }) {
      const { Policy } = await iam.getPolicy({ PolicyArn });
      if (!Policy) return undefined;
      const { PolicyVersion } = await iam.getPolicyVersion({
        PolicyArn,
        VersionId: Policy.DefaultVersionId,
      });
      return {
        arn: Policy.Arn,
        policyId: Policy.PolicyId,
        attachmentCount: Policy.AttachmentCount,
        name: Policy.PolicyName,
        path: Policy.Path,
        description: Policy.Description,
        policy: decodeURIComponent(PolicyVersion?.Document ?? ''),
        ...tagsOf(Policy.Tags),
      };
    },
    changes: [
      {
        of: ['policy'],
        async apply(PolicyArn, news, aws) {
          await deleteVersions(PolicyArn, maxVersions - 1, aws);
          await aws.iam.createPolicyVersion({
            PolicyArn,
            PolicyDocument: news.policy,
            SetAsDefault: true,
          });
        },
      },
      changeTags(
        (PolicyArn, Tags, { iam }) => iam.tagPolicy({ PolicyArn, Tags }),
        (PolicyArn, TagKeys, { iam }) => iam.untagPolicy({ PolicyArn, TagKeys }),
      ),
    ],
    async delete(PolicyArn, aws) {
      await deleteVersions(PolicyArn, 1, aws);
      await aws.iam.deletePolicy({ PolicyArn });
    },
  });

/** Deletes the oldest, but the default one, until so many are left. */
async function deleteVersions(PolicyArn: string, left: number, { iam }: Aws): Promise<void> {
  const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
  const old = Versions.filter(({ IsDefaultVersion }) => !IsDefaultVersion)
    .toSorted((a, b) => Number(a.VersionId?.slice(1)) - Number(b.VersionId?.slice(1)))
    .slice(0, Math.max(0, Versions.length - left));
  for (const { VersionId } of old) await iam.deletePolicyVersion({ PolicyArn, VersionId });
}
