import { describe, expect, onTestFinished, test } from 'vitest';
import { ec2Tables, type InstanceRow, type NetworkInterfaceRow } from '../store/ec2.ts';
import { openStore } from '../store/store.ts';
import { instanceRow, interfaceRow } from '../testing/ec2Rows.ts';
import { serveMetadata } from './metadata.ts';
import { createTokens } from './tokens.ts';

const ttl = 'x-aws-ec2-metadata-token-ttl-seconds';

type Options = {
  readonly row?: Partial<InstanceRow>;
  readonly networkInterface?: Partial<NetworkInterfaceRow>;
  readonly role?: string;
};

/** Serves one instance, whose packets come from the test's own address. */
async function serve({ row = {}, networkInterface = {}, role }: Options = {}) {
  const store = openStore(':memory:');
  const tables = ec2Tables(store);
  const instance = instanceRow(row);
  tables.instances.put(instance.InstanceId, instance);
  const own = interfaceRow({ hostAddress: '127.0.0.1', ...networkInterface });
  tables.networkInterfaces.put(own.NetworkInterfaceId, own);
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const now = () => new Date(clock);
  const server = await serveMetadata({
    store,
    address: '127.0.0.1',
    regionName: 'eu-central-1',
    accountId: '000000000000',
    tokens: createTokens(Buffer.from('secret'), now),
    now,
    credentialsOf: () => (role ? { role, issue: () => ({ Code: 'Success' }) } : undefined),
  });
  onTestFinished(async () => {
    await server.close();
    store.close();
  });
  const ask = (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, init);
  const token = async (seconds = '60') => {
    const response = await ask('/latest/api/token', { method: 'PUT', headers: { [ttl]: seconds } });
    return response.text();
  };
  const get = async (path: string) => {
    const response = await ask(path, { headers: { 'x-aws-ec2-metadata-token': await token() } });
    return response.ok ? response.text() : response.status;
  };
  const advance = (milliseconds: number) => {
    clock += milliseconds;
  };
  return { tables, instance, ask, token, get, advance };
}

describe('Tokens', () => {
  test('are issued for a PUT with a time to live, which is told back', async () => {
    const { ask } = await serve();
    const response = await ask('/latest/api/token', { method: 'PUT', headers: { [ttl]: '21600' } });
    expect(response.status).toBe(200);
    expect(response.headers.get(ttl)).toBe('21600');
  });

  test.each([[undefined], ['0'], ['21601'], ['-1'], ['1.5'], ['x']])(
    'are refused with the time to live %s',
    async (seconds) => {
      const { ask } = await serve();
      const headers: Record<string, string> = seconds === undefined ? {} : { [ttl]: seconds };
      expect((await ask('/latest/api/token', { method: 'PUT', headers })).status).toBe(400);
    },
  );

  test('are refused to a proxy', async () => {
    const { ask } = await serve();
    const headers = { [ttl]: '60', 'x-forwarded-for': '10.0.0.1' };
    expect((await ask('/latest/api/token', { method: 'PUT', headers })).status).toBe(403);
  });

  test('are required where the instance says so', async () => {
    const { ask } = await serve();
    expect((await ask('/latest/meta-data/instance-id')).status).toBe(401);
  });

  test('are optional where the instance says so, but a wrong one is refused', async () => {
    const { ask } = await serve({ row: { MetadataOptions: { HttpTokens: 'optional' } } });
    expect((await ask('/latest/meta-data/instance-id')).status).toBe(200);
    const headers = { 'x-aws-ec2-metadata-token': 'wrong' };
    expect((await ask('/latest/meta-data/instance-id', { headers })).status).toBe(401);
  });

  test('expire', async () => {
    const { ask, token, advance } = await serve();
    const headers = { 'x-aws-ec2-metadata-token': await token('60') };
    advance(59_000);
    expect((await ask('/latest/meta-data/', { headers })).status).toBe(200);
    advance(1_000);
    expect((await ask('/latest/meta-data/', { headers })).status).toBe(401);
  });

  test('of one instance are nothing to another', () => {
    const now = () => new Date(0);
    const tokens = createTokens(Buffer.from('secret'), now);
    const token = tokens.issue('i-1', 60);
    expect(tokens.isValid(token, 'i-1')).toBe(true);
    expect(tokens.isValid(token, 'i-2')).toBe(false);
    expect(createTokens(Buffer.from('other'), now).isValid(token, 'i-1')).toBe(false);
  });
});

describe('An instance', () => {
  test('is known by its address alone, and nobody else is answered', async () => {
    const { ask } = await serve({ networkInterface: { hostAddress: '198.18.0.2' } });
    expect((await ask('/latest/meta-data/instance-id')).status).toBe(404);
  });

  test('is not answered when its endpoint is disabled', async () => {
    const { ask } = await serve({ row: { MetadataOptions: { HttpEndpoint: 'disabled' } } });
    expect((await ask('/latest/api/token', { method: 'PUT' })).status).toBe(403);
  });

  test('reads its categories', async () => {
    const { get, instance } = await serve();
    expect(await get('/latest/meta-data/instance-id')).toBe(instance.InstanceId);
    expect(await get('/2021-03-23/meta-data/ami-id')).toBe(instance.ImageId);
    expect(await get('/latest/meta-data/placement/availability-zone')).toBe('eu-central-1a');
    expect(await get('/latest/meta-data/placement/region')).toBe('eu-central-1');
    expect(await get('/latest/meta-data/local-ipv4')).toBe('172.31.0.10');
    expect(await get('/latest/meta-data/hostname')).toBe(
      'ip-172-31-0-10.eu-central-1.compute.internal',
    );
  });

  test('finds folders by their slash, with or without asking by it', async () => {
    const { get } = await serve();
    const listing = String(await get('/latest/meta-data/')).split('\n');
    expect(listing).toContain('placement/');
    expect(listing).toContain('instance-id');
    expect(await get('/latest/meta-data/placement')).toBe(
      await get('/latest/meta-data/placement/'),
    );
    expect(await get('/latest/meta-data/network/interfaces/macs/')).toBe('02:00:ac:1f:00:0a/');
  });

  test('finds nothing under what is not there', async () => {
    const { get } = await serve();
    expect(await get('/latest/meta-data/public-ipv4')).toBe(404);
    expect(await get('/latest/meta-data/constructor')).toBe(404);
    expect(await get('/latest/meta-data/instance-id/x')).toBe(404);
    expect(await get('/latest/user-data')).toBe(404);
  });

  test('reads its user data byte by byte', async () => {
    const bytes = Buffer.from([0x1f, 0x8b, 0, 255]);
    const row = instanceRow();
    const { ask, token } = await serve({
      row: { attributes: { ...row.attributes, userData: bytes.toString('base64') } },
    });
    const headers = { 'x-aws-ec2-metadata-token': await token() };
    const response = await ask('/latest/user-data', { headers });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  test('reads its identity document', async () => {
    const { get, instance } = await serve();
    const text = String(await get('/latest/dynamic/instance-identity/document'));
    expect(JSON.parse(text)).toMatchObject({
      instanceId: instance.InstanceId,
      imageId: instance.ImageId,
      region: 'eu-central-1',
      accountId: '000000000000',
    });
  });

  test('reads the public key that it is logged in to with', async () => {
    const { get, tables } = await serve({ row: { KeyName: 'ours' } });
    tables.keyPairs.put('key-1', {
      KeyPairId: 'key-1',
      KeyName: 'ours',
      PublicKey: 'ssh-ed25519 AAAA',
    });
    expect(await get('/latest/meta-data/public-keys/')).toBe('0=ours');
    expect(await get('/latest/meta-data/public-keys/0/openssh-key')).toBe('ssh-ed25519 AAAA ours');
  });

  test('reads its tags, where that is enabled', async () => {
    const hidden = await serve();
    expect(await hidden.get('/latest/meta-data/tags/instance')).toBe(404);
    const { get, tables, instance } = await serve({
      row: { MetadataOptions: { InstanceMetadataTags: 'enabled' } },
    });
    tables.tags.put(instance.InstanceId, [{ Key: 'Name', Value: 'web' }]);
    expect(await get('/latest/meta-data/tags/instance')).toBe('Name');
    expect(await get('/latest/meta-data/tags/instance/Name')).toBe('web');
  });

  test('reads the credentials of its role', async () => {
    const profile = { Arn: 'arn:aws:iam::000000000000:instance-profile/web', Id: 'AIPA' };
    const { get } = await serve({ row: { IamInstanceProfile: profile }, role: 'web' });
    expect(await get('/latest/meta-data/iam/security-credentials/')).toBe('web');
    const text = String(await get('/latest/meta-data/iam/security-credentials/web'));
    expect(JSON.parse(text)).toEqual({ Code: 'Success' });
    expect(JSON.parse(String(await get('/latest/meta-data/iam/info')))).toMatchObject({
      InstanceProfileArn: profile.Arn,
    });
  });
});
