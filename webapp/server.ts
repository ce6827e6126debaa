// The process: the only file that reads the environment, listens and handles signals.
//
//   one worker     this process serves
//   more           this process supervises, each worker (this file again) serves
//
// Exit codes: 0 stopped by a signal, 1 could not go on, 78 (EX_CONFIG) the settings are wrong.

import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, ConfigError, type Environment, parseConfig } from './config.ts';
import type { ProcessLog } from './logger.ts';
import type { MessageStore } from './messages/store.ts';
import { type Release, readRelease } from './release.ts';

/** What the process is among those that serve one port. */
type Role = 'alone' | 'supervisor' | 'worker';

/** How long a process that stops goes on accepting connections. */
const lingerSeconds = 1;
/** How long the first use of the messages may take before the app listens all the same. */
const warmUpSeconds = 2;

type Settings = { readonly config: Config; readonly release: Release };

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (settings.config.workers === 1) return serve(settings, 'alone');
  // Loaded for many workers only: it brings child_process, 8 ms of a start.
  const { default: cluster } = await import('node:cluster');
  return cluster.isPrimary ? superviseWorkers(settings) : serve(settings, 'worker');
}

async function superviseWorkers({ config, release }: Settings): Promise<void> {
  const { supervise } = await import('./supervisor.ts');
  const { workers } = config;
  let closeLog: ProcessLog['close'] = async () => true;
  const supervisor = supervise({
    workers,
    killAfterSeconds: config.shutdownTimeoutSeconds + 2,
    createLog: async () => {
      const { createLogger } = await import('./logger.ts');
      const { log, close } = createLogger({
        level: config.logLevel,
        facts: { release: release.id },
      });
      closeLog = close;
      return log;
    },
    onListening: (log, address) => log.info({ url: urlOf(address), workers }, 'listening'),
  });
  onSignals(supervisor.stop, 'supervisor');
  const exitCode = await supervisor.ended;
  await exit(exitCode, closeLog);
}

async function serve({ config, release }: Settings, role: Role): Promise<void> {
  let isClosing = false;
  let stop = (): void => process.exit(0);
  onSignals(() => stop(), role);

  // In a supervised process, what only a worker needs is never loaded.
  const [{ createApp }, { createHttpServer }, { createLogger }, { identityHeaders }, instance] =
    await Promise.all([
      import('./app.ts'),
      import('./httpServer.ts'),
      import('./logger.ts'),
      import('./middleware/responseHeaders.ts'),
      import('./instance.ts').then(({ readInstance }) => readInstance(config)),
    ]);
  const { log, close } = createLogger({
    level: config.logLevel,
    facts: { release: release.id, instanceId: instance.instanceId },
  });

  const { messagesTable, isLoadEnabled, trustedProxies, awsRegion } = config;
  const messages = messagesTable
    ? (await import('./messages/dynamoDb.ts')).createDynamoDbMessages({
        tableName: messagesTable,
        region: awsRegion ?? instance.region ?? undefined,
        log,
      })
    : undefined;
  if (messages) await warmUp(messages);
  const load = isLoadEnabled ? (await import('./load.ts')).createCpuLoad() : undefined;
  const app = createApp({
    release,
    instance,
    log,
    trustedProxies,
    isClosing: () => isClosing,
    messages,
    load,
  });
  const { server, drain } = createHttpServer(app.callback(), {
    keepAliveTimeoutSeconds: config.keepAliveTimeoutSeconds,
    headers: identityHeaders({ release, instance }),
    log,
  });

  stop = () => {
    if (isClosing) return;
    isClosing = true;
    log.info('stopping');
    const linger = delay(lingerSeconds * 1000);
    const timeoutSeconds = config.shutdownTimeoutSeconds - lingerSeconds;
    void drain({ linger, timeoutSeconds }).then(() => exit(0, close));
  };
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'defect');
    void exit(1, close);
  });
  server.once('error', (error: NodeJS.ErrnoException) => {
    log.fatal(whyNotListening(error, config));
    void exit(1, close);
  });
  server.listen({ host: config.host, port: config.port }, () => {
    // A supervisor says it for its workers.
    if (role === 'alone') log.info({ url: urlOf(server.address() as AddressInfo) }, 'listening');
  });
}

/**
 * The first use loads the AWS client and finds credentials: some 100 ms in which a process that listened
 * would answer nobody else. It may fail; what is wrong is in the log, and the next use tries again.
 */
async function warmUp(messages: MessageStore): Promise<void> {
  const used = messages.list({ limit: 1 }).catch(() => {});
  await Promise.race([used, delay(warmUpSeconds * 1000, undefined, { ref: false })]);
}

/** Ends the process with its log written, where that can be. */
async function exit(code: number, closeLog: ProcessLog['close']): Promise<never> {
  if (!(await closeLog())) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}

/** Reads everything before it complains, so that all problems are reported together. */
function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  function attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  }
  const config = attempt(() => parseConfig(environment));
  const release = attempt(() => readRelease(environment));
  if (config && release) return { config, release };
  process.stderr.write(`${new ConfigError(problems).message}\n`);
  process.exit(78);
}

/**
 * The first SIGTERM or SIGINT asks to stop, the second does not ask. A worker stops when its
 * supervisor tells it to; a Ctrl-C, which reaches both, is the supervisor's business.
 */
function onSignals(stop: () => void, role: Role): void {
  let isAsked = false;
  const ask = () => {
    if (isAsked && role !== 'worker') process.exit(1);
    isAsked = true;
    stop();
  };
  process.on('SIGTERM', ask);
  process.on('SIGINT', role === 'worker' ? () => {} : ask);
}

function urlOf({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

function whyNotListening(error: NodeJS.ErrnoException, { host, port }: Config): string {
  const attempted = `cannot listen on ${host} port ${port}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${attempted}: another process does. Stop it, or set PORT`;
    case 'EACCES':
      return `${attempted}: not permitted. Set PORT to 1024 or above`;
    case 'EADDRNOTAVAIL':
      return `${attempted}: this machine has no such address. Set HOST`;
    default:
      return `${attempted}: ${error.message}`;
  }
}

void main();
