import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTestInput, testDescriptor } from '@lingtai/release/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lingtai, publishAll, temporaryHome } from './lingtai.ts';

/** Every command that changes what somebody sees of a release stands in the audit log, with who gave it. */
const folder = mkdtempSync(join(tmpdir(), 'lingtai-audit-'));
const { home, remove } = temporaryHome();
const address = 'tiny/dr1/v1';
const cli = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await lingtai(...args, '--home', home);
  if (code !== 0) throw new Error(`lingtai ${args.join(' ')}: ${stderr.slice(-2000)}`);
  return stdout;
};

beforeAll(async () => {
  writeFileSync(join(folder, 'tiny.yaml'), testDescriptor);
  await makeTestInput(join(folder, 'input'), 12);
  await publishAll(home, join(folder, 'tiny.yaml'), join(folder, 'input'), address);
}, 300_000);
afterAll(() => {
  remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Line {
  readonly actor: string;
  readonly action: string;
  readonly resource: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

let seen = 0;
/** The lines since the last look. */
async function told(): Promise<Line[]> {
  const all = JSON.parse(await cli('audit', '--format', 'json')) as Line[];
  const lines = all.slice(seen);
  seen = all.length;
  return lines;
}
const inShort = (lines: readonly Line[]): string[] =>
  lines.map(({ actor, action, resource }) => `${actor} ${action} ${resource}`);

test('publishing: once, with the digest and who sees it from when; again is nothing new', async () => {
  const lines = await told();
  const { digest } = JSON.parse(await cli('publish', address, '--json')) as { digest: string };
  expect(lines.filter(({ action }) => action === 'release.publish')).toMatchObject([
    {
      actor: 'terminal',
      resource: address,
      detail: { digest, access: [{ audience: ['public'], from: '2026-01-01T00:00:00.000Z' }] },
    },
  ]);
  expect(await told()).toEqual([]);
});

test('who sees it, and what is said of it', async () => {
  await cli('access', 'set', address, '--audience', 'domestic', '--from', '2026-01-01', '--reason', 'a fault');
  await cli(
    'access',
    'set',
    `${address}#lrs.z`,
    '--audience',
    'approved',
    '--from',
    '2026-01-01',
    '--reason',
    'doubts',
  );
  writeFileSync(join(folder, 'change.yaml'), 'lingtai: 1\ntitle: { en: Tiny, zh: 小 }\n');
  await cli('release', 'revise', address, join(folder, 'change.yaml'), '--note', 'the title');
  await cli('release', 'records', 'load', join(folder, 'tiny.yaml'));
  const lines = await told();
  expect(inShort(lines)).toEqual([
    `terminal release.access ${address}`,
    `terminal release.access ${address}#lrs.z`,
    `terminal release.revise ${address}`,
    'terminal release.record tiny/dr1/v2',
  ]);
  expect(lines[0]!.detail).toMatchObject({ reason: 'a fault' });
  expect(lines[2]!.detail).toMatchObject({ revision: 1, note: 'the title' });
});

test('groups and grants', async () => {
  await cli('account', 'add', 'ann');
  await cli('group', 'join', 'domestic', 'ann', '--reason', 'is one');
  await cli('grant', 'make', address, '--user', 'ann', '--reason', 'a paper');
  const made = await told();
  expect(inShort(made)).toEqual([
    'terminal account.make account:ann',
    'terminal group.join group:domestic',
    `terminal grant.make ${address}`,
  ]);
  const [grant] = JSON.parse(await cli('grant', 'list', '--json')) as { id: string }[];
  await cli('grant', 'end', String(grant!.id), '--reason', 'written');
  expect(inShort(await told())).toEqual([`terminal grant.end ${address}`]);
});

test('withdrawing and bringing back: under the names of the operators who decide', async () => {
  for (const name of ['olga', 'otto']) {
    await cli('account', 'add', name);
    await cli('account', 'role', name, 'operator');
  }
  await told();
  await cli('release', 'withdraw', address, '--by', 'olga', '--reason', 'wrong wavelengths');
  await cli('release', 'withdraw', address, '--by', 'olga', '--drop');
  await cli('release', 'withdraw', address, '--by', 'olga', '--reason', 'wrong wavelengths');
  await cli('release', 'withdraw', address, '--by', 'otto', '--confirm');
  await cli('release', 'reinstate', address, '--by', 'otto', '--reason', 'they were right');
  await cli('release', 'reinstate', address, '--by', 'olga', '--confirm');
  const lines = await told();
  expect(inShort(lines)).toEqual([
    `olga release.withdraw-asked ${address}`,
    `olga release.withdraw-dropped ${address}`,
    `olga release.withdraw-asked ${address}`,
    `otto release.withdraw ${address}`,
    `otto release.reinstate-asked ${address}`,
    `olga release.reinstate ${address}`,
  ]);
  expect(lines[3]!.detail).toMatchObject({ reason: 'wrong wavelengths', askedBy: 'olga' });
});
