// The attributes that load balancers have, with AWS's defaults.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html

import type { LoadBalancerRow } from '../../store/elbv2.ts';
import { type AttributeTable, between, flag, oneOf, text } from './attributes.ts';

export function loadBalancerAttributes({
  Scheme,
}: Pick<LoadBalancerRow, 'Scheme'>): AttributeTable {
  return {
    'access_logs.s3.enabled': flag(false),
    'access_logs.s3.bucket': text(),
    'access_logs.s3.prefix': text(),
    'connection_logs.s3.enabled': flag(false),
    'connection_logs.s3.bucket': text(),
    'connection_logs.s3.prefix': text(),
    'health_check_logs.s3.enabled': flag(false),
    'health_check_logs.s3.bucket': text(),
    'health_check_logs.s3.prefix': text(),
    'client_keep_alive.seconds': between(60, 604_800, '3600'),
    'deletion_protection.enabled': flag(false),
    'idle_timeout.timeout_seconds': between(1, 4000, '60'),
    'ipv6.deny_all_igw_traffic': flag(Scheme === 'internal'),
    'load_balancing.cross_zone.enabled': oneOf(['true']),
    'routing.http.desync_mitigation_mode': oneOf(['defensive', 'monitor', 'strictest']),
    'routing.http.drop_invalid_header_fields.enabled': flag(false),
    'routing.http.preserve_host_header.enabled': flag(false),
    'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': flag(false),
    'routing.http.xff_client_port.enabled': flag(false),
    'routing.http.xff_header_processing.mode': oneOf(['append', 'preserve', 'remove']),
    'routing.http2.enabled': flag(true),
    'waf.fail_open.enabled': flag(false),
    'zonal_shift.config.enabled': flag(false),
  };
}
