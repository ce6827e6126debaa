// npm run local -- up | down | status | logs [instance] | shell <instance> | reset | env | messages | fault …

import { readFile, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DescribeInstancesCommand, EC2Client, GetConsoleOutputCommand } from '@aws-sdk/client-ec2';
import { $ } from 'zx';
import { createNspawnMachines } from '../local/drivers/nspawn/machines.ts';
import { requireLinuxRoot } from '../local/drivers.ts';
import { type Endpoint, logFile, type RegionSettings } from '../local/settings.ts';
import { type MessageRow, messagesPath } from '../local/store/sns.ts';
import { runFaultCommand } from './lib/region/faultCommand.ts';
import { localCommand, localSettings, requireEndpoint } from './lib/region/localRegion.ts';
import { askRegion } from './lib/region/ownPaths.ts';
import { bringRegionUp, takeRegionDown } from './lib/region/regionUp.ts';
import { script, step } from './lib/step.ts';
import { textTable } from './lib/textTable.ts';

const usage = `Usage: npm run local -- <command> [--id <1 to 6 of a-z, 0-9>] [--port <number>] [--region <name>]
                      [--time-scale <1 to 60>]

  up                 starts the region, and what it needs; again: says that it runs
  down               stops it with its instances, and leaves nothing of it on this machine but its state
  status             the region and its instances
  logs [instance]    the region's log, or the end of an instance's console
  shell <instance>   a root shell in an instance
  reset              down, and its state is deleted
  env                what a shell must export to use any AWS tool against it
  messages           what SNS would have sent, newest last
  fault              hardships for it and its instances; alone, it says which
`;

async function main(args: string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      port: { type: 'string' },
      region: { type: 'string' },
      'time-scale': { type: 'string' },
      for: { type: 'string' },
      unit: { type: 'string' },
      zone: { type: 'string' },
      code: { type: 'string' },
      times: { type: 'string' },
      'cpu-percent': { type: 'string' },
    },
  });
  const [command, instance] = positionals;
  const settings = localSettings({
    ...(values.id !== undefined && { id: values.id }),
    ...(values.port !== undefined && { port: Number(values.port) }),
    ...(values.region !== undefined && { regionName: values.region }),
    ...(values['time-scale'] !== undefined && { timeScale: Number(values['time-scale']) }),
  });
  switch (command) {
    case 'up':
      return up(settings);
    case 'down':
      return down(settings);
    case 'status':
      return status(settings);
    case 'logs':
      return logs(settings, instance);
    case 'shell':
      return shell(settings, instance);
    case 'reset':
      return reset(settings);
    case 'env':
      return write(exportsOf(await requireEndpoint(settings)));
    case 'messages':
      return messages(await requireEndpoint(settings));
    case 'fault': {
      const { unit, zone, code, times, for: seconds, 'cpu-percent': cpuPercent } = values;
      const options = { seconds, unit, zone, code, times, cpuPercent };
      const words = positionals.slice(1);
      return write(await runFaultCommand(await requireEndpoint(settings), words, options));
    }
    default:
      throw new Error(command ? `There is no command '${command}'.\n\n${usage}` : usage);
  }
}

async function up(settings: RegionSettings): Promise<void> {
  const endpoint = await bringRegionUp(settings);
  write(`The region '${settings.id}' (${endpoint.regionName}) answers at ${endpoint.endpoint}

Use any AWS tool against it, in this shell, with
  eval "$(${localCommand(settings, 'env').replace('run', 'run --silent')})"
or bring the web app up in it:
  npm start
`);
}

async function down(settings: RegionSettings): Promise<void> {
  const stopped = await takeRegionDown(settings);
  write(`Stopped, with ${stopped} instance${stopped === 1 ? '' : 's'}. State is kept; start again with
  ${localCommand(settings, 'up')}
`);
}

async function reset(settings: RegionSettings): Promise<void> {
  await down(settings);
  await step('Deleting its state', () => rm(settings.directory, { recursive: true, force: true }));
}

async function status(settings: RegionSettings): Promise<void> {
  const endpoint = await requireEndpoint(settings);
  const { Reservations = [] } = await ec2(endpoint).send(new DescribeInstancesCommand());
  const rows = Reservations.flatMap(({ Instances = [] }) => Instances).map((each) => [
    each.InstanceId ?? '',
    each.State?.Name ?? '',
    each.InstanceType ?? '',
    each.ImageId ?? '',
    each.PrivateIpAddress ?? '-',
    each.PublicIpAddress ?? '-',
    each.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '-',
  ]);
  write(`The region '${settings.id}' (${endpoint.regionName}) answers at ${endpoint.endpoint}\n`);
  if (rows.length === 0) return write('It has no instances.\n');
  const titles = [
    'instance',
    'state',
    'type',
    'image',
    'private address',
    'public address',
    'name',
  ];
  write(`\n${textTable([titles, ...rows])}`);
}

async function logs(settings: RegionSettings, InstanceId: string | undefined): Promise<void> {
  if (InstanceId === undefined) {
    const lines = (await readFile(logFile(settings.directory), 'utf8')).split('\n');
    return write(lines.slice(-200).join('\n'));
  }
  const client = ec2(await requireEndpoint(settings));
  const { Output = '' } = await client.send(new GetConsoleOutputCommand({ InstanceId }));
  write(Buffer.from(Output, 'base64').toString('utf8'));
}

async function messages(endpoint: Endpoint): Promise<void> {
  const answer = await askRegion<{ messages: MessageRow[] }>(endpoint, messagesPath);
  for (const { publishedAt, TopicArn, Subject = '', Message } of answer.messages) {
    write(
      `${new Date(publishedAt).toISOString()}  ${TopicArn.split(':').at(-1)}  ${Subject}\n${Message}\n\n`,
    );
  }
  if (answer.messages.length === 0) write('There are no messages.\n');
}

async function shell(settings: RegionSettings, InstanceId: string | undefined): Promise<void> {
  requireLinuxRoot();
  if (InstanceId === undefined) throw new Error(`Which instance?\n\n${usage}`);
  const machines = await createNspawnMachines({
    regionId: settings.id,
    directory: settings.directory,
  });
  const processId = await machines.initProcess(InstanceId);
  await machines.close();
  if (processId === undefined) {
    throw new Error(
      `${InstanceId} does not run. What does:\n  ${localCommand(settings, 'status')}`,
    );
  }
  const namespaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
  const inside = [
    '/usr/bin/env',
    '-i',
    'HOME=/root',
    'TERM=xterm',
    'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
  ];
  const { exitCode } = await $({
    cwd: '/',
    stdio: 'inherit',
    nothrow: true,
  })`nsenter --target ${processId} ${namespaces} --wdns=/ -- ${inside} /bin/bash -l`;
  process.exitCode = exitCode ?? 0;
}

function exportsOf({ endpoint, regionName, accessKeyId, secretAccessKey }: Endpoint): string {
  return `export AWS_ENDPOINT_URL=${endpoint}
export AWS_REGION=${regionName}
export AWS_DEFAULT_REGION=${regionName}
export AWS_ACCESS_KEY_ID=${accessKeyId}
export AWS_SECRET_ACCESS_KEY=${secretAccessKey}
unset AWS_PROFILE AWS_SESSION_TOKEN
`;
}

function ec2({ endpoint, regionName, accessKeyId, secretAccessKey }: Endpoint): EC2Client {
  return new EC2Client({
    endpoint,
    region: regionName,
    credentials: { accessKeyId, secretAccessKey },
  });
}

function write(text: string): void {
  process.stdout.write(text);
}

await script(main);
