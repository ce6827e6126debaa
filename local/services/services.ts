// The services that the region has.

import { autoScaling } from './autoScaling/autoScaling.ts';
import { cloudWatch } from './cloudWatch/cloudWatch.ts';
import type { SendToTables } from './dynamodb/backend.ts';
import { dynamodb } from './dynamodb/dynamodb.ts';
import { computingOperations } from './ec2/computing.ts';
import { networkingOperations } from './ec2/networking.ts';
import { ec2 } from './ec2/service.ts';
import { elbv2 } from './elbv2/elbv2.ts';
import { iam } from './iam/iam.ts';
import { logs } from './logs/logs.ts';
import type { RegionService } from './shared/context.ts';
import { sns } from './sns/sns.ts';
import { ssm } from './ssm/ssm.ts';
import { sts } from './sts/sts.ts';

export function regionServices(sendToTables: SendToTables): RegionService[] {
  return [
    autoScaling,
    cloudWatch,
    dynamodb(sendToTables),
    ec2(...networkingOperations, ...computingOperations),
    elbv2,
    iam,
    logs,
    sns,
    ssm,
    sts,
  ];
}
