// What the account may have, and the security policies that AWS offers for HTTPS.

import type { SslPolicy } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../wire/awsError.ts';
import { limits } from './limits.ts';
import { page } from './pages.ts';
import type { Elbv2Operations } from './service.ts';

export const accountOperations: Elbv2Operations = {
  DescribeAccountLimits(request) {
    const all = Object.entries(limits).map(([Name, Max]) => ({ Name, Max: String(Max) }));
    const { items, marks } = page(all, ({ Name }) => Name, request);
    return { Limits: items, ...marks };
  },

  DescribeSSLPolicies({ Names, LoadBalancerType = 'application', ...request }) {
    const unknown = Names?.find((name) => !policies.some((policy) => policy.Name === name));
    if (unknown !== undefined) {
      throw new AwsError('SSLPolicyNotFound', `SSL policy '${unknown}' not found`);
    }
    const chosen = policies.filter(
      ({ Name = '', SupportedLoadBalancerTypes = [] }) =>
        (!Names?.length || Names.includes(Name)) &&
        SupportedLoadBalancerTypes.includes(LoadBalancerType),
    );
    const { items, marks } = page(chosen, ({ Name = '' }) => Name, request);
    return { SslPolicies: items, ...marks };
  },
};

const tls13 = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'];
const tls12 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

/** Those that AWS recommends and the old default; AWS has more. */
const policies: readonly SslPolicy[] = [
  policy('ELBSecurityPolicy-TLS13-1-2-Res-2021-06', ['TLSv1.2', 'TLSv1.3'], [...tls13, ...tls12]),
  policy('ELBSecurityPolicy-TLS13-1-2-2021-06', ['TLSv1.2', 'TLSv1.3'], [...tls13, ...tls12]),
  policy('ELBSecurityPolicy-TLS13-1-3-2021-06', ['TLSv1.3'], tls13),
  policy('ELBSecurityPolicy-TLS-1-2-2017-01', ['TLSv1.2'], tls12),
  policy('ELBSecurityPolicy-2016-08', ['TLSv1', 'TLSv1.1', 'TLSv1.2'], tls12),
];

function policy(
  Name: string,
  SslProtocols: readonly string[],
  ciphers: readonly string[],
): SslPolicy {
  return {
    Name,
    SslProtocols: [...SslProtocols],
    Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
    SupportedLoadBalancerTypes: ['application', 'network'],
  };
}
