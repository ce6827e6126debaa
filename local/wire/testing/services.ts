// For tests of the wire: AWS's services as the wire sees them, with handlers of the test's own.

import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudWatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { Call } from '../pipeline.ts';
import { defineService, type Handlers, type Service } from '../service.ts';

export const ec2With = (handlers: Handlers<Call, typeof ec2>): Service<Call> =>
  defineService(
    ec2,
    {
      signingName: 'ec2',
      version: '2016-11-15',
      protocols: ['ec2Query'],
      xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
      target: 'AmazonEC2',
      isGlobal: false,
    },
    handlers,
  );

export const autoScalingWith = (handlers: Handlers<Call, typeof autoScaling>): Service<Call> =>
  defineService(
    autoScaling,
    {
      signingName: 'autoscaling',
      version: '2011-01-01',
      protocols: ['awsQuery'],
      xmlNamespace: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
      target: 'AutoScaling_2011_01_01',
      isGlobal: false,
    },
    handlers,
  );

export const iamWith = (handlers: Handlers<Call, typeof iam>): Service<Call> =>
  defineService(
    iam,
    {
      signingName: 'iam',
      version: '2010-05-08',
      protocols: ['awsQuery'],
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      target: 'AWSIdentityManagementV20100508',
      isGlobal: true,
    },
    handlers,
  );

export const ssmWith = (handlers: Handlers<Call, typeof ssm>): Service<Call> =>
  defineService(
    ssm,
    {
      signingName: 'ssm',
      version: '2014-11-06',
      protocols: ['awsJson1_1'],
      xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
      target: 'AmazonSSM',
      isGlobal: false,
    },
    handlers,
  );

export const cloudWatchWith = (handlers: Handlers<Call, typeof cloudWatch>): Service<Call> =>
  defineService(
    cloudWatch,
    {
      signingName: 'monitoring',
      version: '2010-08-01',
      protocols: ['awsJson1_0', 'rpcv2Cbor', 'awsQuery'],
      xmlNamespace: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
      target: 'GraniteServiceVersion20100801',
      isGlobal: false,
    },
    handlers,
  );

export const stsWith = (handlers: Handlers<Call, typeof sts>): Service<Call> =>
  defineService(
    sts,
    {
      signingName: 'sts',
      version: '2011-06-15',
      protocols: ['awsQuery'],
      xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      target: 'AWSSecurityTokenServiceV20110615',
      isGlobal: true,
    },
    handlers,
  );
