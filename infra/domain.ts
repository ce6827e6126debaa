// The stack's own domain, where the settings name one: a certificate, proven by DNS, and the name itself.

import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Settings } from './config.ts';
import { tagsOf } from './tags.ts';

/** @returns the ARN of a certificate that is valid; undefined without a domain */
export function createCertificate(settings: Settings): pulumi.Output<string> | undefined {
  const { domain, hostedZoneId } = settings;
  if (domain === undefined || hostedZoneId === undefined) return undefined;
  const certificate = new aws.acm.Certificate('rollover', {
    domainName: domain,
    validationMethod: 'DNS',
    tags: tagsOf(settings),
  });
  const proof = certificate.domainValidationOptions.apply(([option]) => {
    if (option === undefined) throw new Error('The certificate has no way to prove the domain');
    return option;
  });
  const record = new aws.route53.Record('rollover-certificate', {
    zoneId: hostedZoneId,
    name: proof.resourceRecordName,
    type: proof.resourceRecordType,
    records: [proof.resourceRecordValue],
    ttl: 300,
    // A renewed or second certificate of the domain asks for the same record.
    allowOverwrite: true,
  });
  const validation = new aws.acm.CertificateValidation('rollover', {
    certificateArn: certificate.arn,
    validationRecordFqdns: [record.fqdn],
  });
  return validation.certificateArn;
}

/** Lets the domain lead to the load balancer. */
export function createAlias(settings: Settings, loadBalancer: aws.lb.LoadBalancer): void {
  const { domain, hostedZoneId } = settings;
  if (domain === undefined || hostedZoneId === undefined) return;
  new aws.route53.Record('rollover', {
    zoneId: hostedZoneId,
    name: domain,
    type: 'A',
    aliases: [
      { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
    ],
  });
}
