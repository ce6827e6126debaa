// AWS as the tables ask it: a client per service, made once for an endpoint, and the one who waits.

import { AutoScaling } from '@aws-sdk/client-auto-scaling';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { SNS } from '@aws-sdk/client-sns';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { ProviderContext } from '../provider.ts';
import type { Patience } from './until.ts';

export type Aws = Patience & {
  readonly ec2: EC2;
  readonly iam: IAM;
  readonly ssm: SSM;
  readonly sts: STS;
  readonly dynamodb: DynamoDB;
  readonly logs: CloudWatchLogs;
  readonly elbv2: ElasticLoadBalancingV2;
  readonly autoScaling: AutoScaling;
  readonly cloudWatch: CloudWatch;
  readonly sns: SNS;
  readonly regionName: string;
  /** Twelve digits. */
  accountId(): Promise<string>;
};

/** A client's settings. Without credentials, it looks for them where every client does. */
export type ClientSettings = {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts?: number;
};

export type AwsOf = (context: ProviderContext) => Aws;

/**
 * @param configure what clients are made with, from the region and the endpoint; for tests
 * @param patience how long between the first two looks at what is being waited for, and between two
 * reports of that
 */
export function createAws(
  configure: (settings: ClientSettings) => ClientSettings = (settings) => settings,
  patience = { pollMilliseconds: 200, reportMilliseconds: 10_000 },
): AwsOf {
  const known = new Map<string, ReturnType<typeof createClients>>();
  return ({ regionName, endpoint, signal, stopping, report }) => {
    const key = `${regionName} ${endpoint}`;
    const settings = { region: regionName, ...(endpoint !== undefined && { endpoint }) };
    const clients = known.get(key) ?? createClients(configure(settings));
    known.set(key, clients);
    return { ...clients, regionName, signal, stopping, report, ...patience };
  };
}

function createClients(settings: ClientSettings) {
  const sts = new STS(settings);
  let accountId: Promise<string> | undefined;
  return {
    ec2: new EC2(settings),
    iam: new IAM(settings),
    ssm: new SSM(settings),
    sts,
    dynamodb: new DynamoDB(settings),
    logs: new CloudWatchLogs(settings),
    elbv2: new ElasticLoadBalancingV2(settings),
    autoScaling: new AutoScaling(settings),
    cloudWatch: new CloudWatch(settings),
    sns: new SNS(settings),
    accountId() {
      accountId ??= sts.getCallerIdentity({}).then(
        ({ Account = '' }) => Account,
        (error: unknown) => {
          accountId = undefined;
          throw error;
        },
      );
      return accountId;
    },
  };
}

/** AWS's name of a region's part of the world. */
export function partitionOf(regionName: string): string {
  if (regionName.startsWith('cn-')) return 'aws-cn';
  return regionName.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Such as `arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-1`. */
export function arnOf(
  { regionName }: Pick<Aws, 'regionName'>,
  service: string,
  accountId: string | undefined,
  resource: string,
): string {
  return `arn:${partitionOf(regionName)}:${service}:${regionName}:${accountId}:${resource}`;
}

/** The code of an error of AWS's. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && '$metadata' in error ? error.name : undefined;
}

/** What `ask` gives; undefined where AWS answers with a code that says that there is no such thing. */
export async function unlessGone<Answer>(
  gone: readonly string[],
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (gone.includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
