// aws:lb/listener:Listener

import type { Listener, ProtocolEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Aws, AwsOf } from '../aws.ts';
import { tagged, tagList, tagsOf } from '../ec2/tags.ts';
import type { Table, Values } from '../properties.ts';
import { resourceType } from '../resourceType.ts';
import { action, fromActions, toActions } from './actions.ts';
import { changeTags, ifOwn, listTags } from './tags.ts';

const properties = {
  loadBalancerArn: { is: 'string', required: true, replaces: true },
  port: { is: 'number' },
  protocol: { is: 'string', computed: true },
  sslPolicy: { is: 'string', computed: true },
  certificateArn: { is: 'string' },
  defaultActions: { is: 'objects', required: true, of: action },
  ...tagged,
} as const satisfies Table;

export const listener = (awsOf: AwsOf) =>
  resourceType(awsOf, {
    file: 'lb/listener.ts',
    properties,
    identity: ['loadBalancerArn', 'port'],
    gone: ['ListenerNotFoundException', 'LoadBalancerNotFoundException'],
    async create(inputs, { elbv2 }, token) {
      const { Listeners } = await elbv2.createListener({
        LoadBalancerArn: inputs.loadBalancerArn,
        ...settingsOf(inputs),
        Tags: tagList(inputs.tags, token),
      });
      return Listeners?.[0]?.ListenerArn ?? '';
    },
    async find({ loadBalancerArn: LoadBalancerArn, port }, aws, token) {
      const { Listeners } = await aws.elbv2.describeListeners({ LoadBalancerArn });
      const found = Listeners?.find(({ Port }) => Port === port);
      return ifOwn(found?.ListenerArn, aws, token);
    },
    async read(ListenerArn, aws) {
      const [found, tags] = await Promise.all([
        describe(ListenerArn, aws),
        listTags(ListenerArn, aws),
      ]);
      return (
        found && {
          arn: ListenerArn,
          loadBalancerArn: found.LoadBalancerArn,
          port: found.Port,
          protocol: found.Protocol,
          sslPolicy: found.SslPolicy,
          certificateArn: found.Certificates?.[0]?.CertificateArn,
          defaultActions: fromActions(found.DefaultActions),
          ...tagsOf(tags),
        }
      );
    },
    changes: [
      {
        of: ['port', 'protocol', 'sslPolicy', 'certificateArn', 'defaultActions'],
        apply: (ListenerArn, news, { elbv2 }) =>
          elbv2.modifyListener({ ListenerArn, ...settingsOf(news) }),
      },
      changeTags,
    ],
    delete: (ListenerArn, { elbv2 }) => elbv2.deleteListener({ ListenerArn }),
  });

function settingsOf(inputs: Values<typeof properties>) {
  const { certificateArn } = inputs;
  return {
    Port: inputs.port,
    // AWS says which there are.
    Protocol: (inputs.protocol ?? 'HTTP') as ProtocolEnum,
    SslPolicy: inputs.sslPolicy,
    Certificates: certificateArn === undefined ? undefined : [{ CertificateArn: certificateArn }],
    DefaultActions: toActions(inputs.defaultActions),
  };
}

async function describe(arn: string, { elbv2 }: Aws): Promise<Listener | undefined> {
  const { Listeners } = await elbv2.describeListeners({ ListenerArns: [arn] });
  return Listeners?.[0];
}
