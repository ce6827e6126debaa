import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

test('An empty environment gives the defaults, and listens on loopback only', () => {
  expect(parseConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
    messagesTable: undefined,
    isLoadEnabled: false,
    trustedProxies: [],
    keepAliveTimeoutSeconds: 65,
    instanceMetadataEndpoint: 'http://169.254.169.254',
  });
});

test('A variable that is set to nothing counts as not set', () => {
  expect(parseConfig({ PORT: '', MESSAGES_TABLE: '' })).toEqual(parseConfig({}));
});

test('Every setting is read', () => {
  expect(
    parseConfig({
      HOST: '::',
      PORT: '8080',
      WORKERS: '3',
      LOG_LEVEL: 'warn',
      MESSAGES_TABLE: 'arn:aws:dynamodb:eu-west-1:123456789012:table/messages',
      LOAD_ENABLED: 'true',
      TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.1, fd00::/8',
      KEEP_ALIVE_TIMEOUT_SECONDS: '75',
      SHUTDOWN_TIMEOUT_SECONDS: '20',
      INSTANCE_METADATA_TIMEOUT_SECONDS: '2.5',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'eu-west-1',
    }),
  ).toEqual({
    host: '::',
    port: 8080,
    workers: 3,
    logLevel: 'warn',
    messagesTable: 'arn:aws:dynamodb:eu-west-1:123456789012:table/messages',
    isLoadEnabled: true,
    trustedProxies: ['10.0.0.0/8', '192.0.2.1', 'fd00::/8'],
    keepAliveTimeoutSeconds: 75,
    shutdownTimeoutSeconds: 20,
    instanceMetadataTimeoutSeconds: 2.5,
    instanceMetadataEndpoint: undefined,
    awsRegion: 'eu-west-1',
  });
});

const wrong = {
  HOST: 'localhost',
  PORT: '65536',
  WORKERS: '0',
  LOG_LEVEL: 'loud',
  MESSAGES_TABLE: 'a b',
  LOAD_ENABLED: 'yes',
  TRUSTED_PROXIES: '10.0.0.0/33',
  KEEP_ALIVE_TIMEOUT_SECONDS: '1e3',
  SHUTDOWN_TIMEOUT_SECONDS: '-1',
  INSTANCE_METADATA_TIMEOUT_SECONDS: '61',
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'ftp://x',
};

test('All problems are reported together, each with what was expected and got', () => {
  const problems = problemsOf(wrong);
  expect(problems).toHaveLength(Object.keys(wrong).length);
  expect(problems).toContain('PORT: expected an integer from 0 to 65535, got "65536"');
  for (const [name, value] of Object.entries(wrong)) {
    const pattern = new RegExp(`^${name}: expected .+, got ${JSON.stringify(value)}$`);
    expect(problems).toContainEqual(expect.stringMatching(pattern));
  }
});

test('Whatever the environment holds, the answer is settings or a list of the variables at fault', () => {
  const names = Object.keys(wrong);
  const environments = fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(environments, (environment) => {
      for (const problem of problemsOf(environment)) {
        expect(names.filter((name) => name in environment)).toContain(problem.split(':')[0]);
      }
    }),
  );
});

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
