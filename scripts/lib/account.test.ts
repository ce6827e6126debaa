import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openAccount } from './account.ts';
import { describeCredentials } from './credentialProblem.ts';

const settings = {
  stack: 'dev',
  region: 'eu-central-1',
  localRegion: undefined,
  callerAddress: undefined,
};
const secret = 'wJalrXUtnFEMI';

/** This process' environment, with these credentials alone. */
function useEnvironment(variables: Readonly<Record<string, string | undefined>>) {
  const none = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries({ ...none, ...variables })) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** What openAccount throws where AWS answers with this code. */
async function refusal(code: string): Promise<string> {
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>It is so</Message></Error></ErrorResponse>`;
  const server = http.createServer((_, response) => response.writeHead(403).end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  // A server on TCP has an address of this form.
  const { port } = server.address() as AddressInfo;
  useEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: secret,
  });
  return openAccount(settings).then(String, (error: Error) => error.message);
}

test.each([
  ['ExpiredToken', 'have expired. Log in anew: aws sso login;'],
  ['InvalidClientTokenId', 'does not know the access key'],
  ['SignatureDoesNotMatch', 'The secret key does not belong to the access key'],
  ['SomethingElse', 'See which are used: aws configure list'],
])('Credentials that AWS answers with %s', async (code, advice) => {
  const message = await refusal(code);
  expect(message).toContain('The stack dev needs credentials that AWS accepts in eu-central-1.');
  expect(message).toContain(advice);
  expect(message).toContain(`(${code}: It is so)`);
  expect(message).not.toContain(secret);
});

test('Where there are none, it is said how to get some', async () => {
  useEnvironment({});
  await expect(openAccount(settings)).rejects.toThrow('There are none. Set AWS_PROFILE');
});

test('A profile that does not exist is named', async () => {
  useEnvironment({ AWS_PROFILE: 'nobody' });
  await expect(openAccount(settings)).rejects.toThrow('AWS_PROFILE names the profile nobody');
});

test('Where AWS is not reached, credentials are not blamed', async () => {
  const port = 9; // discard: nobody listens
  useEnvironment({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: secret,
  });
  await expect(openAccount(settings)).rejects.toThrow('AWS was not reached');
});

test('An expired session is logged in to by its profile', () => {
  const error = Object.assign(
    new Error(
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
    ),
    { name: 'CredentialsProviderError' },
  );
  expect(describeCredentials(error, 'work')).toContain('aws sso login --profile work');
});
