// AWS Security Token Service: who calls. https://docs.aws.amazon.com/STS/latest/APIReference/

import * as client from '@aws-sdk/client-sts';
import { defineService } from '../../wire/service.ts';
import type { Context, RegionService } from '../shared/context.ts';

export const sts: RegionService = defineService<Context, typeof client>(
  client,
  {
    signingName: 'sts',
    version: '2011-06-15',
    protocols: ['awsQuery'],
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    target: 'AWSSecurityTokenServiceV20110615',
    isGlobal: true,
  },
  {
    GetCallerIdentity: (_input, { identity }) => ({ ...identity }),
  },
);
