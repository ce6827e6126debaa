// A stack's settings, as far as the scripts need them: `Pulumi.<stack>.yaml`, which Pulumi reads too.
// Keys that are not known here are the program's, in infra/.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './lockedPackage.mjs';

export type StackSettings = {
  /** The stack's name, such as `dev`. */
  readonly stack: string;
  /** `aws:region` */
  readonly region: string;
  /** `rollover:localRegion`: id of the local region that the stack lives in; none on AWS. */
  readonly localRegion: string | undefined;
  /** `rollover:instanceType`: of the fleet, and of the instance that bakes; decides the architecture. */
  readonly instanceType: string;
  /**
   * `rollover:baseImage`: an AMI's id, or a filter for its name of which the newest is taken. Default
   * `debian-13-<amd64 or arm64>-*`.
   */
  readonly baseImage: string | undefined;
  /** `rollover:baseImageOwner`: the account whose AMI it is. Default Debian's. */
  readonly baseImageOwner: string;
  /** `rollover:builderSubnetId`: where images are baked. Default: a subnet of the default VPC. */
  readonly builderSubnetId: string | undefined;
  /** `rollover:callerAddress`: the IPv4 address that this machine has for AWS. Default: asked for. */
  readonly callerAddress: string | undefined;
  /** `rollover:domain`: where the app answers. Default: at the load balancer's own name. */
  readonly domain: string | undefined;
  /** `rollover:ssmAgent`: the agent of Systems Manager to install; `false`, without, only locally. */
  readonly ssmAgent: SsmAgent | undefined;
};

export type SsmAgent = {
  readonly version: string;
  /** Of its Debian package, for the architecture of the stack. */
  readonly url: string;
  readonly sha256: string;
};

/** Debian's account: https://wiki.debian.org/Cloud/AmazonEC2Image */
const debian = '136693071363';
/** A part of an IPv4 address. */
const byte = '(25[0-5]|2[0-4]\\d|1?\\d?\\d)';

type Form = { readonly expected: string; readonly pattern: RegExp };

const forms = {
  region: { expected: 'a region, such as eu-central-1', pattern: /^[a-z]{2,}(-[a-z]+)+-\d+$/ },
  localRegion: { expected: '1 to 6 of a-z and 0-9', pattern: /^[a-z0-9]{1,6}$/ },
  instanceType: {
    expected: 'an instance type, such as t4g.small',
    pattern: /^[a-z0-9-]+\.[a-z0-9-]+$/,
  },
  baseImage: { expected: 'the id of an AMI, or a filter for its name', pattern: /^\S{3,128}$/ },
  owner: { expected: 'twelve digits, or an alias', pattern: /^(\d{12}|[a-z-]+)$/ },
  subnet: { expected: 'the id of a subnet', pattern: /^subnet-[0-9a-f]+$/ },
  address: { expected: 'an IPv4 address', pattern: new RegExp(`^${byte}(\\.${byte}){3}$`) },
  version: { expected: 'a version, such as 3.3.1611.0', pattern: /^\d+(\.\d+)+$/ },
  domain: {
    expected: 'a host name, such as app.example.com',
    pattern: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
  },
  url: { expected: 'an https:// URL of a .deb', pattern: /^https:\/\/[^\s']+\.deb$/ },
  sha256: { expected: '64 hex digits', pattern: /^[0-9a-f]{64}$/ },
} as const satisfies Readonly<Record<string, Form>>;

/** @throws with all that is wrong with the file */
export async function readStackSettings(
  stack: string,
  file = join(root, `Pulumi.${stack}.yaml`),
): Promise<StackSettings> {
  let yaml: string;
  try {
    yaml = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const stacks = (await readdir(root)).flatMap(
      (name) => name.match(/^Pulumi\.(.+)\.yaml$/)?.[1] ?? [],
    );
    throw new Error(`--stack: expected ${stacks.join(' or ')}, got ${stack}: there is no ${file}`);
  }
  return parseStackSettings(yaml, { stack, file });
}

/** @throws with all that is wrong; `file` is how messages call it */
export function parseStackSettings(
  yaml: string,
  { stack, file }: { readonly stack: string; readonly file: string },
): StackSettings {
  const problems: string[] = [];
  const config = readConfig(yaml, file);

  function text(path: string, value: unknown, { expected, pattern }: Form): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && pattern.test(value)) return value;
    problems.push(`${path}: expected ${expected}, got ${JSON.stringify(value)}`);
    return undefined;
  }
  const optional = (key: string, form: Form) => text(key, config[key], form);
  function required(path: string, value: unknown, form: Form): string {
    if (value === undefined) problems.push(`${path}: expected ${form.expected}, got nothing`);
    return text(path, value, form) ?? '';
  }

  const localRegion = optional('rollover:localRegion', forms.localRegion);
  const agent = config['rollover:ssmAgent'];
  const settings: StackSettings = {
    stack,
    region: required('aws:region', config['aws:region'], forms.region),
    localRegion,
    instanceType: required(
      'rollover:instanceType',
      config['rollover:instanceType'],
      forms.instanceType,
    ),
    baseImage: optional('rollover:baseImage', forms.baseImage),
    baseImageOwner: optional('rollover:baseImageOwner', forms.owner) ?? debian,
    builderSubnetId: optional('rollover:builderSubnetId', forms.subnet),
    callerAddress: optional('rollover:callerAddress', forms.address),
    domain: optional('rollover:domain', forms.domain),
    ssmAgent: ssmAgent(),
  };
  if (problems.length === 0) return settings;
  throw new Error(`${file}:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);

  function ssmAgent(): SsmAgent | undefined {
    if (agent === 'false' && localRegion !== undefined) return undefined;
    if (!isRecord(agent)) {
      problems.push(
        `rollover:ssmAgent: expected version, url and sha256${localRegion === undefined ? '' : ', or false'}, got ` +
          `${agent === undefined ? 'nothing' : JSON.stringify(agent)}. ` +
          'The agent is the only way into an instance; Pulumi.dev.yaml says where its checksum comes from',
      );
      return undefined;
    }
    const member = (name: 'version' | 'url' | 'sha256') =>
      required(`rollover:ssmAgent.${name}`, agent[name], forms[name]);
    return { version: member('version'), url: member('url'), sha256: member('sha256') };
  }
}

/** Every value as the text that stands there, as Pulumi takes it. */
function readConfig(yaml: string, file: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parse(yaml, { schema: 'failsafe' });
  } catch (error) {
    throw new Error(`${file}: expected YAML, got ${(error as Error).message}`);
  }
  const config = isRecord(document) ? document.config : undefined;
  if (isRecord(config)) return config;
  throw new Error(`${file}: expected the settings under 'config:', got none`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
