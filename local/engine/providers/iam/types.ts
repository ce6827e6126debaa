// IAM's types of resources, by their tokens.

import type { AwsOf } from '../aws.ts';
import { instanceProfile } from './instanceProfile.ts';
import { policy } from './policy.ts';
import { role } from './role.ts';
import { rolePolicy } from './rolePolicy.ts';
import { rolePolicyAttachment } from './rolePolicyAttachment.ts';

export const iamTypes = (awsOf: AwsOf) => ({
  'aws:iam/instanceProfile:InstanceProfile': instanceProfile(awsOf),
  'aws:iam/policy:Policy': policy(awsOf),
  'aws:iam/role:Role': role(awsOf),
  'aws:iam/rolePolicy:RolePolicy': rolePolicy(awsOf),
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': rolePolicyAttachment(awsOf),
});
