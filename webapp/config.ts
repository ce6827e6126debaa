// The app's settings: every environment variable that it reads, with its default and its range, but
// for those that say which release this is (release.ts).
// Parsed once, by server.ts; all problems are reported together.

import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';

export type Config = {
  /** `HOST`: the address to listen on. Default 127.0.0.1; an instance sets `::`. */
  readonly host: string;
  /** `PORT`: 0–65535, where 0 lets the system choose. Default 3000. */
  readonly port: number;
  /** `WORKERS`: processes that serve, 1–128. Default: one for each core. */
  readonly workers: number;
  /** `LOG_LEVEL`: default `info`, which writes one line per request. */
  readonly logLevel: LogLevel;
  /** `MESSAGES_TABLE`: the DynamoDB table of the messages. Unset: the app has no messages. */
  readonly messagesTable: string | undefined;
  /** `LOAD_ENABLED`: `true` lets POST /load burn CPU. Default `false`. */
  readonly isLoadEnabled: boolean;
  /**
   * `TRUSTED_PROXIES`: addresses and CIDR blocks, separated by commas, from which `X-Forwarded-*`
   * is believed. Default: none.
   */
  readonly trustedProxies: readonly string[];
  /**
   * `KEEP_ALIVE_TIMEOUT_SECONDS`: 1–4000, default 65. Must exceed the load balancer's idle timeout
   * (60 s on an ALB): else the app closes a connection just as the next request is sent on it.
   */
  readonly keepAliveTimeoutSeconds: number;
  /** `SHUTDOWN_TIMEOUT_SECONDS`: 2–300, default 15: what is in flight longer is cut off. */
  readonly shutdownTimeoutSeconds: number;
  /**
   * `INSTANCE_METADATA_TIMEOUT_SECONDS`: 0.1–60, default 0.5: how long the start may wait for the
   * instance metadata service. An instance, which surely has one, sets 10.
   */
  readonly instanceMetadataTimeoutSeconds: number;
  /**
   * `AWS_EC2_METADATA_SERVICE_ENDPOINT`: default http://169.254.169.254. Undefined when
   * `AWS_EC2_METADATA_DISABLED` is `true`. Both as the AWS SDKs read them.
   */
  readonly instanceMetadataEndpoint: string | undefined;
  /** `AWS_REGION`: default: the instance's own region, else what the AWS SDK finds. */
  readonly awsRegion: string | undefined;
};

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the settings, one sentence each. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(
      `The settings have ${problems.length} problem(s):\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Reads the settings. A variable that is set to nothing counts as not set.
 *
 * @throws {ConfigError} with every problem, each saying what was expected and what was got
 */
export function parseConfig(environment: Environment): Config {
  const problems: string[] = [];

  function read<T>(
    name: string,
    fallback: T,
    expected: string,
    parse: (text: string) => T | undefined,
  ): T {
    const text = environment[name];
    if (text === undefined || text === '') return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push(`${name}: expected ${expected}, got ${JSON.stringify(text.slice(0, 100))}`);
    return fallback;
  }
  const integer = (name: string, fallback: number, min: number, max: number) =>
    read(name, fallback, `an integer from ${min} to ${max}`, (value) =>
      /^\d{1,6}$/.test(value) && Number(value) >= min && Number(value) <= max
        ? Number(value)
        : undefined,
    );
  const boolean = (name: string) =>
    read(
      name,
      false,
      'true or false',
      (value) => ({ true: true, false: false })[value.toLowerCase()],
    );

  const config: Config = {
    host: read('HOST', '127.0.0.1', 'an IP address', (value) => (isIP(value) ? value : undefined)),
    port: integer('PORT', 3000, 0, 65_535),
    workers: integer('WORKERS', Math.min(availableParallelism(), 128), 1, 128),
    logLevel: read('LOG_LEVEL', 'info', `one of ${logLevels.join(', ')}`, (value) =>
      logLevels.find((level) => level === value),
    ),
    messagesTable: read<string | undefined>(
      'MESSAGES_TABLE',
      undefined,
      'the name of a DynamoDB table (3–255 of a–z, A–Z, 0–9, _, - and .) or its ARN',
      (value) => (/^([\w.-]{3,255}|arn:[\w:./-]{1,1000})$/.test(value) ? value : undefined),
    ),
    isLoadEnabled: boolean('LOAD_ENABLED'),
    trustedProxies: read(
      'TRUSTED_PROXIES',
      [],
      'IP addresses or CIDR blocks, separated by commas',
      parseNetworks,
    ),
    keepAliveTimeoutSeconds: integer('KEEP_ALIVE_TIMEOUT_SECONDS', 65, 1, 4000),
    shutdownTimeoutSeconds: integer('SHUTDOWN_TIMEOUT_SECONDS', 15, 2, 300),
    instanceMetadataTimeoutSeconds: read(
      'INSTANCE_METADATA_TIMEOUT_SECONDS',
      0.5,
      'a number from 0.1 to 60',
      (value) =>
        /^\d{1,2}(\.\d+)?$/.test(value) && Number(value) >= 0.1 && Number(value) <= 60
          ? Number(value)
          : undefined,
    ),
    instanceMetadataEndpoint: boolean('AWS_EC2_METADATA_DISABLED')
      ? undefined
      : read(
          'AWS_EC2_METADATA_SERVICE_ENDPOINT',
          'http://169.254.169.254',
          'an http:// address',
          (value) =>
            URL.parse(value)?.protocol === 'http:' ? value.replace(/\/+$/, '') : undefined,
        ),
    awsRegion: environment.AWS_REGION || undefined,
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

function parseNetworks(list: string): string[] | undefined {
  const networks = list.split(',').map((item) => item.trim());
  return networks.every(isNetwork) ? networks : undefined;
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
}
