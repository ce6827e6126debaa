// AWS Identity and Access Management: who may be what. Policies are kept and shown; none is enforced.
// https://docs.aws.amazon.com/IAM/latest/APIReference/

import * as client from '@aws-sdk/client-iam';
import { defineService } from '../../wire/service.ts';
import { constrained } from '../shared/constraints.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { attachedPolicyOperations } from './attachedPolicies.ts';
import { instanceProfileOperations } from './instanceProfiles.ts';
import { managedPolicyOperations } from './managedPolicies.ts';
import { memberConstraints } from './members.ts';
import { policyVersionOperations } from './policyVersions.ts';
import { rolePolicyOperations } from './rolePolicies.ts';
import { roleOperations } from './roles.ts';
import { serviceLinkedRoleOperations } from './serviceLinkedRoles.ts';
import { userOperations } from './users.ts';

export const iam: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'iam',
    version: '2010-05-08',
    protocols: ['awsQuery'],
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    target: 'AWSIdentityManagementV20100508',
    isGlobal: true,
  },
  constrained('ValidationError', memberConstraints, {
    ...roleOperations,
    ...serviceLinkedRoleOperations,
    ...rolePolicyOperations,
    ...attachedPolicyOperations,
    ...managedPolicyOperations,
    ...policyVersionOperations,
    ...instanceProfileOperations,
    ...userOperations,
  }),
);
