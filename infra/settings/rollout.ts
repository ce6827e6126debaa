// Settings of rollouts and of alarms.

import { decimal, type Form, integer, someOf, text } from './forms.ts';
import { optional, setting } from './setting.ts';

/** What may guard a rollout: alarms that see a bad release within minutes. */
const guards = ['target-5xx', 'load-balancer-5xx', 'response-time', 'unhealthy-hosts'] as const;

const responses = integer(1, 1_000_000);
const percent = integer(1, 99);
const threshold = (form: Form<number>, preset: number, unit: string, description: string) =>
  setting({ form, default: preset, unit, description });

export const rolloutSettings = {
  minHealthyPercent: setting({
    form: integer(0, 100),
    default: 100,
    unit: '%',
    description: 'Of the fleet, that serves at any time. With 100, new ones come first.',
  }),
  maxHealthyPercent: setting({
    form: integer(100, 200),
    default: 200,
    unit: '%',
    description:
      'With 200 the whole fleet is replaced at once, so that a rollout takes as long for 40 instances as for 2.',
    monthlyCost: 'a second fleet for minutes: below $0.01 per rollout of 2',
  }),
  warmUpSeconds: setting({
    form: integer(0, 3600),
    default: 30,
    unit: 's',
    description: 'Until a new instance counts, in a rollout and for scaling. AWS has 300.',
  }),
  canaryPercent: optional({
    form: percent,
    unit: '%',
    description: 'Of the fleet that is replaced first, before the rollout pauses.',
  }),
  canaryPauseSeconds: setting({
    form: integer(0, 172_800),
    default: 120,
    unit: 's',
    description: 'That pause. AWS has 3600.',
  }),
  bakeSeconds: setting({
    form: integer(0, 172_800),
    default: 60,
    unit: 's',
    description: 'How long alarms may still undo a rollout that has replaced all.',
  }),
  rolloutDeadlineSeconds: setting({
    form: integer(60, 86_400),
    default: 1800,
    unit: 's',
    description: 'After which a rollout is undone.',
  }),
  rolloutAlarms: setting({
    form: someOf(guards),
    default: ['target-5xx', 'unhealthy-hosts'],
    description: 'Alarms that undo a rollout; those that fire before it are left out.',
  }),
} as const;

export const alarmSettings = {
  alarmEmail: optional({
    form: text('an e-mail address', /^[^\s@"]{1,64}@[^\s@"]{3,190}$/),
    description: 'Gets every alarm, once it has confirmed.',
  }),
  alarm3xxPer5Minutes: threshold(responses, 25, 'responses', 'Redirects by the app.'),
  alarm4xxPer5Minutes: threshold(responses, 25, 'responses', 'Refusals by the app.'),
  alarm5xxPer5Minutes: threshold(responses, 25, 'responses', 'Errors of the app.'),
  alarmLoadBalancer5xxPer5Minutes: threshold(
    responses,
    25,
    'responses',
    'Errors of the load balancer itself.',
  ),
  alarmResponseTimeSeconds: threshold(decimal(0.001, 60), 0.5, 's', '95 of 100 are faster.'),
  alarmCpuHighPercent: threshold(percent, 80, '%', 'Average CPU of the fleet.'),
  alarmCpuLowPercent: threshold(percent, 20, '%', 'Average CPU of the fleet.'),
  alarmMemoryHighPercent: threshold(percent, 80, '%', 'Average memory in use.'),
  alarmMemoryLowPercent: threshold(percent, 20, '%', 'Average memory in use.'),
} as const;
