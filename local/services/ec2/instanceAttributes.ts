// Attributes of instances, which are asked for and changed one at a time.

import { ec2Tables, type InstanceRow } from '../../store/ec2.ts';
import { AwsError } from '../../wire/awsError.ts';
import { byId, byIds } from './describe.ts';
import { invalidParameterValue, kinds } from './errors.ts';
import { instanceType } from './instanceTypes.ts';
import { metadataOptionsOf } from './launchRequest.ts';
import type { Ec2Operations } from './service.ts';

export const instanceAttributeOperations: Ec2Operations = {
  DescribeInstanceAttribute({ InstanceId = '', Attribute }, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.instances, kinds.instance, InstanceId);
    const { attributes } = row;
    const behavior = attributes.instanceInitiatedShutdownBehavior;
    switch (Attribute) {
      case 'instanceType':
        return { InstanceId, InstanceType: { Value: row.InstanceType } };
      case 'userData':
        return { InstanceId, UserData: { Value: attributes.userData } };
      case 'disableApiTermination':
        return { InstanceId, DisableApiTermination: { Value: attributes.disableApiTermination } };
      case 'disableApiStop':
        return { InstanceId, DisableApiStop: { Value: attributes.disableApiStop } };
      case 'instanceInitiatedShutdownBehavior':
        return { InstanceId, InstanceInitiatedShutdownBehavior: { Value: behavior } };
      case 'rootDeviceName':
        return { InstanceId, RootDeviceName: { Value: row.RootDeviceName } };
      case 'ebsOptimized':
        return { InstanceId, EbsOptimized: { Value: row.EbsOptimized } };
      case 'enaSupport':
        return { InstanceId, EnaSupport: { Value: row.EnaSupport } };
      case 'sourceDestCheck':
        return { InstanceId, SourceDestCheck: { Value: row.SourceDestCheck } };
      case 'sriovNetSupport':
        return { InstanceId, SriovNetSupport: { Value: row.SriovNetSupport } };
      default:
        throw invalidParameterValue(`The attribute '${Attribute}' is not known for instances`);
    }
  },

  ModifyInstanceAttribute(input, { store }) {
    const tables = ec2Tables(store);
    const row = byId(tables.instances, kinds.instance, input.InstanceId ?? '');
    const { Attribute, Value } = input;
    const put = (changed: Partial<InstanceRow>) =>
      tables.instances.put(row.InstanceId, { ...row, ...changed });
    const putAttributes = (changed: Partial<InstanceRow['attributes']>) =>
      put({ attributes: { ...row.attributes, ...changed } });

    const type = input.InstanceType?.Value ?? named('instanceType');
    if (type !== undefined) {
      onlyStopped(row, 'instanceType');
      put({ InstanceType: instanceType(type).InstanceType });
    }
    const userData = input.UserData?.Value ?? named('userData');
    if (userData !== undefined) {
      onlyStopped(row, 'userData');
      putAttributes({ userData: Buffer.from(userData).toString('base64') });
    }
    const protection = input.DisableApiTermination?.Value ?? flag('disableApiTermination');
    if (protection !== undefined) putAttributes({ disableApiTermination: protection });
    const stopProtection = input.DisableApiStop?.Value ?? flag('disableApiStop');
    if (stopProtection !== undefined) putAttributes({ disableApiStop: stopProtection });
    const behavior =
      input.InstanceInitiatedShutdownBehavior?.Value ?? named('instanceInitiatedShutdownBehavior');
    if (behavior !== undefined) {
      if (behavior !== 'stop' && behavior !== 'terminate') {
        throw invalidParameterValue(`Expected stop or terminate, got '${behavior}'`);
      }
      putAttributes({ instanceInitiatedShutdownBehavior: behavior });
    }
    const enaSupport = input.EnaSupport?.Value ?? flag('enaSupport');
    if (enaSupport !== undefined) put({ EnaSupport: enaSupport });
    if (input.SriovNetSupport?.Value) put({ SriovNetSupport: input.SriovNetSupport.Value });
    if (input.SourceDestCheck?.Value === false) {
      throw new AwsError(
        'NotImplemented',
        'ec2.ModifyInstanceAttribute of SourceDestCheck is not built in the local region',
        501,
      );
    }
    if (input.Groups) changeGroups(row, input.Groups);
    return {};

    function named(attribute: string): string | undefined {
      return Attribute === attribute ? Value : undefined;
    }

    function flag(attribute: string): boolean | undefined {
      const value = named(attribute);
      return value === undefined ? undefined : value === 'true';
    }

    function changeGroups({ InstanceId, VpcId }: InstanceRow, ids: readonly string[]): void {
      const groups = byIds(tables.securityGroups, kinds.securityGroup, ids);
      const foreign = groups.find((group) => group.VpcId !== VpcId);
      if (foreign) {
        throw new AwsError(
          'InvalidParameter',
          `Security group ${foreign.GroupId} and instance ${InstanceId} belong to different networks.`,
        );
      }
      const Groups = groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName }));
      for (const each of tables.networkInterfaces.list()) {
        if (each.Attachment?.InstanceId === InstanceId) {
          tables.networkInterfaces.put(each.NetworkInterfaceId, { ...each, Groups });
        }
      }
    }
  },

  ModifyInstanceMetadataOptions({ InstanceId = '', DryRun: _, ...options }, { store }) {
    const { instances } = ec2Tables(store);
    const row = byId(instances, kinds.instance, InstanceId);
    const given = Object.entries(metadataOptionsOf(options)).filter(
      ([, value]) => value !== undefined,
    );
    const changed = { ...row.MetadataOptions, ...Object.fromEntries(given) };
    instances.put(InstanceId, { ...row, MetadataOptions: changed });
    return { InstanceId, InstanceMetadataOptions: changed };
  },

  MonitorInstances: ({ InstanceIds }, { store }) => ({
    InstanceMonitorings: setMonitoring('enabled', InstanceIds, store),
  }),

  UnmonitorInstances: ({ InstanceIds }, { store }) => ({
    InstanceMonitorings: setMonitoring('disabled', InstanceIds, store),
  }),

  DescribeInstanceCreditSpecifications: ({ InstanceIds }, { store }) => ({
    InstanceCreditSpecifications: byIds(
      ec2Tables(store).instances,
      kinds.instance,
      InstanceIds ?? [],
    )
      .filter(({ InstanceType }) => InstanceType.startsWith('t'))
      .map(({ InstanceId, InstanceType }) => ({
        InstanceId,
        CpuCredits: InstanceType.startsWith('t2') ? 'standard' : 'unlimited',
      })),
  }),
};

function setMonitoring(
  State: 'enabled' | 'disabled',
  ids: readonly string[] | undefined,
  store: Parameters<typeof ec2Tables>[0],
) {
  const { instances } = ec2Tables(store);
  return byIds(instances, kinds.instance, ids ?? []).map((row) => {
    instances.put(row.InstanceId, { ...row, Monitoring: { State } });
    return { InstanceId: row.InstanceId, Monitoring: { State } };
  });
}

function onlyStopped({ InstanceId, State }: InstanceRow, attribute: string): void {
  if (State.Name === 'stopped') return;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${InstanceId}' must be stopped to change its ${attribute}: it is ${State.Name}.`,
  );
}
