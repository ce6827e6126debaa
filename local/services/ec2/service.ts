// EC2 as a service: its operations are in the files of their resources.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/

import * as client from '@aws-sdk/client-ec2';
import { defineService, type Handlers } from '../../wire/service.ts';
import type { Context, RegionService } from '../shared/context.ts';

/** Operations of EC2, under AWS's names: what each file of a resource exports. */
export type Ec2Operations = Handlers<Context, typeof client>;

export function ec2(...operations: readonly Ec2Operations[]): RegionService {
  return defineService<Context, typeof client>(
    client,
    {
      signingName: 'ec2',
      version: '2016-11-15',
      protocols: ['ec2Query'],
      xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      target: 'AmazonEC2',
      isGlobal: false,
    },
    Object.assign({}, ...operations),
  );
}
