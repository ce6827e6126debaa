// For tests: Auto Scaling and EC2 behind a real server, with a launch template and a group, and no
// controllers: instances are the records that a test puts.

import {
  AutoScaling,
  type AutoScalingGroup,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import {
  type AutoScalingTables,
  autoScalingTables,
  type GroupInstanceRow,
} from '../../../store/autoScaling.ts';
import { type Elbv2Tables, elbv2Tables } from '../../../store/elbv2.ts';
import { type ServedApi, serveApi } from '../../../testing/serveApi.ts';
import { computingOperations } from '../../ec2/computing.ts';
import { networkingOperations } from '../../ec2/networking.ts';
import { ec2 as ec2Service } from '../../ec2/service.ts';
import { autoScaling as autoScalingService } from '../autoScaling.ts';

export type ServedGroups = ServedApi & {
  readonly autoScaling: AutoScaling;
  readonly ec2: EC2;
  readonly tables: AutoScalingTables;
  readonly elbv2: Elbv2Tables;
  readonly LaunchTemplateId: string;
  /** Of the default VPC, in the order of their zones. */
  readonly subnetIds: readonly string[];
  /** Makes the group `web`, of 1 to 4 instances unless told otherwise. */
  createGroup(input?: Partial<CreateAutoScalingGroupCommandInput>): Promise<void>;
  describeGroup(name?: string): Promise<AutoScalingGroup>;
  /** Puts an instance of `web`, in service unless told otherwise. */
  putInstance(InstanceId: string, changes?: Partial<GroupInstanceRow>): void;
  /** Puts a target group and gives its ARN. */
  putTargetGroup(name: string): string;
};

export async function serveGroups(): Promise<ServedGroups> {
  const operations = [...networkingOperations, ...computingOperations];
  const api = await serveApi(autoScalingService, ec2Service(...operations));
  const autoScaling = new AutoScaling(api.client);
  const ec2 = new EC2(api.client);
  const tables = autoScalingTables(api.store);
  const elbv2 = elbv2Tables(api.store);
  await ec2.createDefaultVpc({});
  const { Subnets = [] } = await ec2.describeSubnets({});
  const subnetIds = Subnets.map(({ SubnetId = '' }) => SubnetId);
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName: 'web',
    LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0', InstanceType: 't3.micro' },
  });
  const LaunchTemplateId = LaunchTemplate?.LaunchTemplateId ?? '';
  return {
    ...api,
    autoScaling,
    ec2,
    tables,
    elbv2,
    LaunchTemplateId,
    subnetIds,
    async createGroup(input = {}) {
      await autoScaling.createAutoScalingGroup({
        AutoScalingGroupName: 'web',
        LaunchTemplate: { LaunchTemplateId, Version: '$Latest' },
        MinSize: 1,
        MaxSize: 4,
        VPCZoneIdentifier: subnetIds.slice(0, 2).join(','),
        ...input,
      });
    },
    async describeGroup(name = 'web') {
      const { AutoScalingGroups: [group] = [] } = await autoScaling.describeAutoScalingGroups({
        AutoScalingGroupNames: [name],
      });
      if (!group) throw new Error(`There is no group ${name}`);
      return group;
    },
    putInstance(InstanceId, changes = {}) {
      tables.instances.put(InstanceId, {
        AutoScalingGroupName: 'web',
        InstanceId,
        InstanceType: 't3.micro',
        AvailabilityZone: 'eu-central-1a',
        SubnetId: subnetIds[0] ?? '',
        LifecycleState: 'InService',
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: false,
        LaunchTemplate: { LaunchTemplateId, LaunchTemplateName: 'web', Version: '1' },
        launchedAt: new Date('2026-01-01T00:00:00Z'),
        since: new Date('2026-01-01T00:00:00Z'),
        inServiceAt: new Date('2026-01-01T00:00:00Z'),
        ...changes,
      });
    },
    putTargetGroup(name) {
      const arn = `arn:aws:elasticloadbalancing:eu-central-1:000000000000:targetgroup/${name}/0123456789abcdef`;
      elbv2.targetGroups.put(arn, {
        TargetGroupArn: arn,
        TargetGroupName: name,
        Protocol: 'HTTP',
        Port: 80,
        VpcId: Subnets[0]?.VpcId ?? '',
        TargetType: 'instance',
        HealthCheckEnabled: true,
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckPath: '/',
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        Matcher: { HttpCode: '200' },
        attributes: {},
      });
      return arn;
    },
  };
}
