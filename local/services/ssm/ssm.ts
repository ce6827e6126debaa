// AWS Systems Manager, of which there is Parameter Store: named values with a history.
// AWS's public parameters (`/aws/service/…`) do not exist here.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/

import * as client from '@aws-sdk/client-ssm';
import { defineService } from '../../wire/service.ts';
import { constrained } from '../shared/constraints.ts';
import type { Context, RegionService } from '../shared/context.ts';
import { memberConstraints } from './members.ts';
import { parameterLabelOperations } from './parameterLabels.ts';
import { parameterOperations } from './parameters.ts';
import { putParameterOperations } from './putParameter.ts';
import { tagOperations } from './tags.ts';

export const ssm: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'ssm',
    version: '2014-11-06',
    protocols: ['awsJson1_1'],
    xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
    target: 'AmazonSSM',
    isGlobal: false,
  },
  constrained('ValidationException', memberConstraints, {
    ...putParameterOperations,
    ...parameterOperations,
    ...parameterLabelOperations,
    ...tagOperations,
  }),
);
