// Types of resources that wait until the local region has their service.

/** Tokens, and the service that each waits for. */
export const waiting: Readonly<Record<string, string>> = {
  'aws:acm/certificate:Certificate': 'acm',
  'aws:acm/certificateValidation:CertificateValidation': 'acm',
  'aws:ec2/flowLog:FlowLog': 'ec2 CreateFlowLogs',
  'aws:route53/record:Record': 'route53',
};
