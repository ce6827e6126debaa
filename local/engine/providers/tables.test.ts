import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownValue } from '../provider.ts';
import { createProviders } from './providers.ts';
import { pulumiNames } from './testing/pulumiNames.ts';
import { waiting } from './waiting.ts';

const { resources } = createProviders({
  runCommand: () => Promise.reject(new Error('No command is run here')),
});
const types = Object.entries(resources);

/** The inputs that a type knows, as it tells of one that it does not. */
function knownInputs(token: string): readonly string[] {
  const problems = resources[token]?.check({ nonsense: 'x' }) ?? [];
  const [, list = ''] = /nonsense: expected one of (.*), got "x"/.exec(problems.join('\n')) ?? [];
  return list.split(', ');
}

// What infra/ says, beside tags and names.
const usedInputs: Readonly<Record<string, readonly string[]>> = {
  'aws:autoscaling/group:Group': [
    'defaultInstanceWarmup',
    'enabledMetrics',
    'healthCheckGracePeriod',
    'healthCheckType',
    'instanceMaintenancePolicy',
    'launchTemplate',
    'maxSize',
    'metricsGranularity',
    'minElbCapacity',
    'minSize',
    'targetGroupArns',
    'terminationPolicies',
    'vpcZoneIdentifiers',
    'waitForCapacityTimeout',
  ],
  'aws:autoscaling/policy:Policy': [
    'autoscalingGroupName',
    'policyType',
    'targetTrackingConfiguration',
  ],
  'aws:cloudwatch/dashboard:Dashboard': ['dashboardBody', 'dashboardName'],
  'aws:cloudwatch/metricAlarm:MetricAlarm': [
    'alarmActions',
    'alarmDescription',
    'comparisonOperator',
    'datapointsToAlarm',
    'dimensions',
    'evaluationPeriods',
    'extendedStatistic',
    'metricName',
    'namespace',
    'okActions',
    'period',
    'statistic',
    'threshold',
    'treatMissingData',
  ],
  'aws:lb/listener:Listener': [
    'certificateArn',
    'defaultActions',
    'loadBalancerArn',
    'port',
    'protocol',
    'sslPolicy',
  ],
  'aws:lb/loadBalancer:LoadBalancer': [
    'dropInvalidHeaderFields',
    'enableDeletionProtection',
    'idleTimeout',
    'internal',
    'loadBalancerType',
    'securityGroups',
    'subnets',
  ],
  'aws:lb/targetGroup:TargetGroup': [
    'deregistrationDelay',
    'healthCheck',
    'loadBalancingAlgorithmType',
    'port',
    'protocol',
    'targetType',
    'vpcId',
  ],
  'aws:sns/topicSubscription:TopicSubscription': ['endpoint', 'protocol', 'topic'],
  'aws:dynamodb/table:Table': [
    'attributes',
    'billingMode',
    'deletionProtectionEnabled',
    'hashKey',
    'pointInTimeRecovery',
    'rangeKey',
    'serverSideEncryption',
  ],
  'aws:ec2/launchTemplate:LaunchTemplate': [
    'blockDeviceMappings',
    'iamInstanceProfile',
    'imageId',
    'instanceType',
    'metadataOptions',
    'monitoring',
    'tagSpecifications',
    'updateDefaultVersion',
    'userData',
    'vpcSecurityGroupIds',
  ],
  'aws:ec2/vpcEndpoint:VpcEndpoint': [
    'privateDnsEnabled',
    'routeTableIds',
    'securityGroupIds',
    'serviceName',
    'subnetIds',
    'vpcEndpointType',
    'vpcId',
  ],
  'command:local:Command': ['addPreviousOutputInEnv', 'create', 'environment', 'triggers'],
};

describe.each(types)('%s', (token, type) => {
  const known = knownInputs(token);

  test('calls its inputs as Pulumi does, and knows those in use', () => {
    const { inputs } = pulumiNames(token);
    expect(inputs).toEqual(expect.arrayContaining([...known]));
    expect(known).toEqual(expect.arrayContaining([...(usedInputs[token] ?? [])]));
    const taggable = inputs.filter((name) => name === 'tags' || name === 'name');
    expect(known).toEqual(expect.arrayContaining(taggable));
  });

  test('differs in nothing from itself', () => {
    const bags = fc.dictionary(fc.constantFrom(...known), fc.jsonValue());
    fc.assert(
      fc.property(bags, (inputs) => {
        const { changed, replacing, deleteBeforeReplace } = type.diff(inputs, inputs);
        expect({ changed, replacing, deleteBeforeReplace }).toEqual({
          changed: [],
          replacing: [],
          deleteBeforeReplace: false,
        });
      }),
    );
  });

  test('differs in what changes, and only there', () => {
    const name = fc.constantFrom(...known);
    // What is left out is its default, such as the path '/'; none of these is one.
    const other = fc.string({ minLength: 1 }).map((text) => `other ${text}`);
    const bags = fc.dictionary(name, other);
    fc.assert(
      fc.property(bags, name, other, (olds, changing, value) => {
        const news = { ...olds, [changing]: value };
        const isChanged = olds[changing] !== value;
        expect(type.diff(olds, news).changed).toEqual(isChanged ? [changing] : []);
      }),
    );
  });

  test('takes what is not known yet for anything, and for something else', () => {
    const unknown = Object.fromEntries(known.map((name) => [name, unknownValue]));
    expect(type.check(unknown)).toEqual([]);
    expect(type.diff({}, unknown).changed.toSorted()).toEqual(known.toSorted());
  });
});

test('No type both lives and waits', () => {
  const tokens = types.map(([token]) => token);
  expect(tokens.filter((token) => token in waiting)).toEqual([]);
  for (const token of Object.keys(waiting)) expect(pulumiNames(token).inputs).not.toEqual([]);
});
