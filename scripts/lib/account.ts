// The account and region that a stack lives in: clients for it, and what other programs need to reach it.

import { EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describeCredentials } from './credentialProblem.ts';
import { environment } from './environment.mjs';
import { localSettings, requireEndpoint } from './region/localRegion.ts';
import type { Access } from './rollout/rolloutClients.ts';
import type { StackSettings } from './stackSettings.ts';

export type Account = {
  readonly ec2: EC2Client;
  /** For further clients. */
  readonly access: Access;
  readonly accountId: string;
  /** Where its API is, if not at AWS. */
  readonly endpoint: string | undefined;
  /** For a program that is to reach it: this process's environment, with these credentials. */
  readonly environment: Readonly<Record<string, string>>;
  /** The IPv4 address that this machine has for the account's instances. */
  readonly callerAddress: () => Promise<string>;
};

/** What of a stack's settings says where it lives. */
export type AccountSettings = Pick<
  StackSettings,
  'stack' | 'region' | 'localRegion' | 'callerAddress'
>;

/** @throws saying what to do, where there are no credentials that are accepted */
export async function openAccount(settings: AccountSettings): Promise<Account> {
  const { region, localRegion } = settings;
  const local =
    localRegion === undefined
      ? undefined
      : await requireEndpoint(localSettings({ id: localRegion }));
  if (local && local.regionName !== region) {
    throw new Error(
      `aws:region: expected ${local.regionName}, as which the region '${localRegion}' was started, got ${region}`,
    );
  }
  const endpoint = local?.endpoint ?? environment.AWS_ENDPOINT_URL;
  const options = {
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(local && { credentials: local }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
  };
  const ec2 = new EC2Client(options);
  const accountId = await identify(new STSClient(options), settings);
  const { accessKeyId, secretAccessKey, sessionToken } = await ec2.config.credentials();
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, AWS_SESSION_TOKEN: ___, ...rest } = environment;
  return {
    ec2,
    access: { region, credentials: ec2.config.credentials, endpoint },
    accountId,
    endpoint,
    environment: defined({
      ...rest,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    }),
    callerAddress: async () =>
      settings.callerAddress ?? local?.callerAddress ?? (await askForAddress()),
  };
}

async function identify(sts: STSClient, { stack, region }: AccountSettings): Promise<string> {
  try {
    return (await sts.send(new GetCallerIdentityCommand())).Account ?? '';
  } catch (error) {
    const problem = describeCredentials(error as Error, environment.AWS_PROFILE);
    throw new Error(
      `The stack ${stack} needs credentials that AWS accepts in ${region}. ${problem}`,
      {
        cause: error,
      },
    );
  } finally {
    sts.destroy();
  }
}

const addressService = 'https://checkip.amazonaws.com';

async function askForAddress(): Promise<string> {
  try {
    const answer = await fetch(addressService, { signal: AbortSignal.timeout(5_000) });
    const address = (await answer.text()).trim();
    if (answer.ok && /^\d+(\.\d+){3}$/.test(address)) return address;
    throw new Error(`it answered ${answer.status}: ${address.slice(0, 200)}`);
  } catch (error) {
    throw new Error(
      `Which address may log in to the builder? ${addressService} did not say within 5 s: ` +
        `${(error as Error).message}. Set rollover:callerAddress in the stack's settings`,
      { cause: error },
    );
  }
}

function defined(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}
