// Settings of the instances and of what runs on them.

import { architectureOf } from '../instanceTypes.ts';
import { boolean, integer, oneOf, text } from './forms.ts';
import { optional, setting } from './setting.ts';

/** What CloudWatch Logs accepts. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

export const fleetSettings = {
  instanceType: setting({
    form: {
      expected: 'an instance type, such as t4g.small',
      parse: (value) => (architectureOf(value) === undefined ? undefined : value),
    },
    default: 't4g.small',
    description: 'Decides the architecture, arm64 or x86-64, that the image is baked for.',
    monthlyCost: '$12.26 per instance of t4g.small, $6.13 of t4g.micro',
  }),
  minSize: setting({
    form: integer(1, 1000),
    default: 2,
    unit: 'instances',
    description: 'At least so many. With 1, its zone is a single point of failure.',
    monthlyCost: '$15.00 per instance of t4g.small with volume and metrics',
  }),
  maxSize: setting({
    form: integer(1, 1000),
    default: 10,
    unit: 'instances',
    description: 'At most so many, but for those that a rollout adds for minutes.',
  }),
  cpuTargetPercent: setting({
    form: integer(10, 95),
    default: 70,
    unit: '%',
    description: 'Average CPU of the fleet that scaling keeps to.',
  }),
  requestsPerTarget: optional({
    form: integer(1, 1_000_000),
    unit: 'requests/min',
    description: 'Requests for each instance that scaling keeps to as well.',
    monthlyCost: '$0.20 for its two alarms',
  }),
  volumeGib: setting({
    form: integer(2, 1024),
    default: 8,
    unit: 'GiB',
    description: "Size of an instance's root volume; the image has to fit.",
    monthlyCost: '$0.08 per GiB and instance',
  }),
  rootDeviceName: setting({
    form: text('a device, such as /dev/xvda', /^\/dev\/[a-z0-9]{2,10}$/),
    default: '/dev/xvda',
    description: "The image's root device. Debian's images have the default.",
  }),
  capacityTimeoutMinutes: setting({
    form: integer(1, 60),
    default: 10,
    unit: 'min',
    description: 'How long the first `up` waits for healthy instances.',
  }),
} as const;

export const appSettings = {
  port: setting({
    form: integer(1024, 65535),
    default: 8080,
    description:
      'On which the app listens on an instance. A change replaces the target group, so that requests fail until the fleet has rolled over.',
  }),
  loadEnabled: setting({
    form: boolean,
    default: false,
    description: 'Whether there is a `POST /load`, which lets anybody burn the CPU.',
  }),
  logRetentionDays: setting({
    form: oneOf(retentions),
    default: 30,
    unit: 'days',
    description: 'How long logs are kept.',
    monthlyCost: '$0.50 per GB written, $0.03 per GB kept; 5 GB free',
  }),
  deletionProtection: setting({
    form: boolean,
    default: true,
    description:
      'Whether the table and the load balancer refuse to be deleted, and Pulumi refuses to delete the log group.',
  }),
} as const;
