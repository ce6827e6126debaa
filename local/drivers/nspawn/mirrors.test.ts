import { expect, test } from 'vitest';
import { debianMirrors, mirrorsOf } from './mirrors.ts';

test("The mirrors of the machine's apt are taken, if they are Debian's", () => {
  const targets = `google-cloud https://packages.cloud.google.com/apt/
Debian http://mirror.example/debian/
Debian http://mirror.example/debian/
Debian-Security http://mirror.example/debian-security/
`;
  expect(mirrorsOf(targets)).toEqual({
    debian: 'http://mirror.example/debian',
    security: 'http://mirror.example/debian-security',
  });
});

test("On another system they are Debian's own", () => {
  expect(mirrorsOf('Ubuntu http://archive.ubuntu.com/ubuntu/\n')).toEqual({
    debian: 'http://deb.debian.org/debian',
    security: 'http://deb.debian.org/debian-security',
  });
});

test('A setting comes first', async () => {
  expect(await debianMirrors('http://near.example/debian/')).toEqual({
    debian: 'http://near.example/debian',
    security: 'http://near.example/debian-security',
  });
});
