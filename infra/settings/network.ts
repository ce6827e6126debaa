// Settings of the network and of the load balancer.

import { boolean, integer, oneOf, privateNetwork, text } from './forms.ts';
import { optional, setting } from './setting.ts';

export const loadBalancerSettings = {
  healthCheckPath: setting({
    form: text('a path, such as /health', /^\/[\w./?=&%~-]{0,1023}$/),
    default: '/health',
    description: 'Answers 200 while the instance can serve.',
  }),
  healthCheckIntervalSeconds: setting({
    form: integer(5, 300),
    default: 5,
    unit: 's',
    description: 'A new instance serves after one check that it passes. AWS has 30.',
  }),
  healthCheckTimeoutSeconds: setting({
    form: integer(2, 120),
    default: 2,
    unit: 's',
    description: 'Below the interval.',
  }),
  healthyThreshold: setting({
    form: integer(2, 10),
    default: 2,
    unit: 'checks',
    description: 'Passed in a row, an instance that was unhealthy is healthy again.',
  }),
  unhealthyThreshold: setting({
    form: integer(2, 10),
    default: 3,
    unit: 'checks',
    description: 'Failed in a row, an instance is unhealthy, and is replaced.',
  }),
  healthCheckGraceSeconds: setting({
    form: integer(0, 7200),
    default: 60,
    unit: 's',
    description: 'In which a new instance is not replaced: longer than a boot. AWS has 300.',
  }),
  drainSeconds: setting({
    form: integer(0, 3600),
    default: 20,
    unit: 's',
    description: 'For requests in flight when an instance goes; above the longest. AWS has 300.',
  }),
  loadBalancing: setting({
    form: oneOf(['round_robin', 'least_outstanding_requests']),
    default: 'round_robin',
    description:
      'With the second, requests of unequal length are spread better, but an instance that refuses quickly draws more of them.',
  }),
  domain: optional({
    form: text(
      'a host name, such as app.example.com',
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    ),
    description: 'Makes it HTTPS, with a certificate; HTTP redirects. Needs hostedZoneId.',
  }),
  hostedZoneId: optional({
    form: text("a hosted zone's id, such as Z0123456789ABCDEFGHIJ", /^Z[A-Z0-9]{5,31}$/),
    description: "Route 53's zone of the domain.",
    monthlyCost: '$0.50 for the zone',
  }),
} as const;

export const networkSettings = {
  vpcCidr: setting({
    form: privateNetwork,
    default: '10.0.0.0/16',
    description:
      'Cut for 4 zones, of which each has a private and a public subnet. A change replaces the network and all that is in it.',
  }),
  zones: setting({
    form: integer(2, 4),
    default: 2,
    unit: 'zones',
    description: 'Availability zones. A change moves no subnet.',
    monthlyCost: "$3.65 per zone for the load balancer's address, and see wayOut",
  }),
  wayOut: setting({
    form: oneOf(['nat', 'nat-per-zone', 'endpoints']),
    default: 'nat',
    description:
      "How instances reach AWS's APIs: one NAT gateway; one in each zone, so that a zone's failure stays its own; or interface endpoints, without any way to the internet.",
    monthlyCost: '$36.50; $36.50 per zone; $29.20 per zone. And $0.045 per GB; $0.01 per GB',
  }),
  flowLogs: setting({
    form: boolean,
    default: false,
    description: 'Whether connections that are refused are logged.',
    monthlyCost: '$0.50 per GB',
  }),
} as const;
