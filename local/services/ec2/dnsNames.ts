// The names that AWS gives to addresses.
// https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html#vpc-dns-hostnames

/** Such as `ip-172-31-0-5.eu-central-1.compute.internal`. */
export function privateDnsName(regionName: string, ip: string): string {
  const domain = regionName === 'us-east-1' ? 'ec2' : `${regionName}.compute`;
  return `ip-${dashed(ip)}.${domain}.internal`;
}

/** Such as `ec2-1-2-3-4.eu-central-1.compute.amazonaws.com`. */
export function publicDnsName(regionName: string, ip: string): string {
  const domain = regionName === 'us-east-1' ? 'compute-1' : `${regionName}.compute`;
  return `ec2-${dashed(ip)}.${domain}.amazonaws.com`;
}

function dashed(ip: string): string {
  return ip.replaceAll('.', '-');
}
