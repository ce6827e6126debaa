// What an instance type's name says of it.

export type Architecture = 'arm64' | 'x86_64';

/**
 * The architecture of an instance type, such as `t4g.small`; undefined for what is not the name of one
 * that the app can run on.
 *
 * In AWS's names a `g` behind the generation's number stands for Graviton, which is arm64 (`m7g`,
 * `c7gn`, `x2gd`, `im4gn`); so does the whole family `a1`. Macs, and the x86 of before 2006, are no
 * place for the app. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function architectureOf(instanceType: string): Architecture | undefined {
  const [, letters, options = ''] =
    instanceType.match(
      /^([a-z]+)\d+([a-z0-9-]*)\.(?:nano|micro|small|medium|metal|\d*x?large|metal-\d+xl)$/,
    ) ?? [];
  if (letters === undefined || letters === 'mac') return undefined;
  if (letters === 'a') return 'arm64';
  return options.split('-')[0]?.includes('g') ? 'arm64' : 'x86_64';
}
