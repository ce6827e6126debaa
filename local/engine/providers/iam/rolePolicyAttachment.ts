// aws:iam/rolePolicyAttachment:RolePolicyAttachment

import type { AwsOf } from '../aws.ts';
import { resourceType } from '../resourceType.ts';

export const rolePolicyAttachment = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'iam/rolePolicyAttachment.ts',
    isGlobal: true,
    properties: {
      role: { is: 'string', required: true, replaces: true },
      policyArn: { is: 'string', required: true, replaces: true },
    },
    gone: ['NoSuchEntityException'],
    async create({ role, policyArn }, { iam }) {
      await iam.attachRolePolicy({ RoleName: role, PolicyArn: policyArn });
      return `${role}/${policyArn}`;
    },
    isUnmarked: true,
    find: async ({ role, policyArn }) => `${role}/${policyArn}`,
    async read(id, { iam }) {
      const { RoleName, PolicyArn } = partsOf(id);
      let Marker: string | undefined;
      do {
        const page = await iam.listAttachedRolePolicies({ RoleName, Marker });
        if (page.AttachedPolicies?.some((each) => each.PolicyArn === PolicyArn)) {
          return { role: RoleName, policyArn: PolicyArn };
        }
        Marker = page.Marker;
      } while (Marker !== undefined);
      return undefined;
    },
    changes: [],
    delete: (id, { iam }) => iam.detachRolePolicy(partsOf(id)),
  });

/** Role names hold no slash. */
function partsOf(id: string) {
  const slash = id.indexOf('/');
  return { RoleName: id.slice(0, slash), PolicyArn: id.slice(slash + 1) };
}
