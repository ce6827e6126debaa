// For tests: all of EC2 behind a real server, with a default VPC and an image, and no machines.

import { EC2, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { type Ec2Tables, ec2Tables } from '../../../store/ec2.ts';
import { type ServedApi, serveApi } from '../../../testing/serveApi.ts';
import { iam } from '../../iam/iam.ts';
import { computingOperations } from '../computing.ts';
import { networkingOperations } from '../networking.ts';
import { ec2 as ec2Service } from '../service.ts';

export type ServedComputing = ServedApi & {
  readonly ec2: EC2;
  readonly tables: Ec2Tables;
  readonly ImageId: string;
  /** Runs an instance, says that it is in this state, and gives its id. */
  run(
    input?: Partial<RunInstancesCommandInput>,
    state?: 'pending' | 'running' | 'stopped',
  ): Promise<string>;
};

export async function serveComputing(): Promise<ServedComputing> {
  const api = await serveApi(ec2Service(...networkingOperations, ...computingOperations), iam);
  const ec2 = new EC2(api.client);
  const tables = ec2Tables(api.store);
  await ec2.createDefaultVpc({});
  const ImageId = 'ami-0123456789abcdef0';
  tables.images.put(ImageId, {
    ImageId,
    Name: 'debian-13-amd64-20260101-0000',
    State: 'available',
    Architecture: 'x86_64',
    OwnerId: '136693071363',
    ImageOwnerAlias: 'amazon',
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    Public: true,
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0123456789abcdef0', VolumeSize: 8 } },
    ],
    layers: ['base'],
  });
  return {
    ...api,
    ec2,
    tables,
    ImageId,
    async run(input = {}, state = 'running') {
      const { Instances = [] } = await ec2.runInstances({
        ImageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        ...input,
      });
      const row = tables.instances.get(Instances[0]?.InstanceId ?? '');
      if (!row) throw new Error('The instance has no record');
      tables.instances.put(row.InstanceId, { ...row, State: { Name: state } });
      return row.InstanceId;
    },
  };
}
