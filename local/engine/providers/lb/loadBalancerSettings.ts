// What an application load balancer takes, and which of it are attributes.

import { tagged } from '../ec2/tags.ts';
import type { Table } from '../properties.ts';

const off = { is: 'boolean', default: false } as const;

/** With AWS's keys, and the AWS provider's defaults. */
export const attributes = {
  clientKeepAlive: { is: 'number', default: 3600, as: 'client_keep_alive.seconds' },
  desyncMitigationMode: {
    is: 'string',
    default: 'defensive',
    as: 'routing.http.desync_mitigation_mode',
  },
  dropInvalidHeaderFields: { ...off, as: 'routing.http.drop_invalid_header_fields.enabled' },
  enableDeletionProtection: { ...off, as: 'deletion_protection.enabled' },
  enableHttp2: { is: 'boolean', default: true, as: 'routing.http2.enabled' },
  enableTlsVersionAndCipherSuiteHeaders: {
    ...off,
    as: 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled',
  },
  enableWafFailOpen: { ...off, as: 'waf.fail_open.enabled' },
  enableXffClientPort: { ...off, as: 'routing.http.xff_client_port.enabled' },
  enableZonalShift: { ...off, as: 'zonal_shift.config.enabled' },
  idleTimeout: { is: 'number', default: 60, as: 'idle_timeout.timeout_seconds' },
  preserveHostHeader: { ...off, as: 'routing.http.preserve_host_header.enabled' },
  xffHeaderProcessingMode: {
    is: 'string',
    default: 'append',
    as: 'routing.http.xff_header_processing.mode',
  },
} as const satisfies Table;

export const properties = {
  name: { is: 'string', replaces: true, computed: true },
  namePrefix: { is: 'string', replaces: true },
  loadBalancerType: { is: 'string', replaces: true, default: 'application' },
  internal: { is: 'boolean', replaces: true, default: false },
  ipAddressType: { is: 'string', computed: true },
  securityGroups: { is: 'set', computed: true },
  subnets: { is: 'set', computed: true },
  ...attributes,
  ...tagged,
} as const satisfies Table;

// Of a literal's own keys, which Object.keys forgets.
export const attributeNames = Object.keys(attributes) as readonly (keyof typeof attributes)[];
