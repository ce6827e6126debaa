// The services that the region has.

import type { SendToTables } from './dynamodb/backend.ts';
import { dynamodb } from './dynamodb/dynamodb.ts';
import { computingOperations } from './ec2/computing.ts';
import { networkingOperations } from './ec2/networking.ts';
import { ec2 } from './ec2/service.ts';
import { iam } from './iam/iam.ts';
import { logs } from './logs/logs.ts';
import type { RegionService } from './shared/context.ts';
import { ssm } from './ssm/ssm.ts';
import { sts } from './sts/sts.ts';

export function regionServices(sendToTables: SendToTables): RegionService[] {
  return [
    dynamodb(sendToTables),
    ec2(...networkingOperations, ...computingOperations),
    iam,
    logs,
    ssm,
    sts,
  ];
}
