import { describe, expect, test } from 'vitest';
import { assertPassword, hashPassword, verifyPassword } from './index.ts';

describe('digests', () => {
  test('are Argon2id with the wanted cost, each with a salt of its own', async () => {
    const [one, two] = [await hashPassword('nine quiet lamps'), await hashPassword('nine quiet lamps')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword(one, 'nine quiet lamps')).toBe(true);
    expect(await verifyPassword(one, 'nine quiet lamp')).toBe(false);
  });

  test('of the reference implementation are understood', async () => {
    // echo -n password | argon2 somesalt -id -t 2 -k 19456 -p 1 -e (Debian's argon2 0~20171227, the authors' own)
    const digest = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$PL01amPyeUuxG7H0vIr5X+qHkZvWnHmGBGXFYvh8z2E';
    expect(await verifyPassword(digest, 'password')).toBe(true);
  });

  test('the same signs from another keyboard are the same password', async () => {
    expect(await verifyPassword(await hashPassword('Ångström’s lamps'), 'A\u030angstro\u0308m’s lamps')).toBe(true);
    expect(await verifyPassword(await hashPassword('ｌａｍｐｓ　１２３'), 'lamps 123')).toBe(true);
  });

  test('nobody’s fits no password and takes as long', async () => {
    const digest = await hashPassword('x');
    const took = async (of: string | undefined): Promise<number> => {
      const started = process.cpuUsage();
      for (let i = 0; i < 4; i++) expect(await verifyPassword(of, 'lamps')).toBe(false);
      const { user, system } = process.cpuUsage(started);
      return user + system;
    };
    await took(undefined);
    const [known, none] = [await took(digest), await took(undefined)];
    expect(none).toBeGreaterThan(known / 4);
    expect(none).toBeLessThan(known * 4);
  });

  test('many at once are computed two at a time', async () => {
    const digest = await hashPassword('x');
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 5);
    await Promise.all(Array.from({ length: 60 }, () => verifyPassword(digest, 'y')));
    clearInterval(watch);
    // All at once would take 60 × 19 MiB.
    expect((most - before) / 2 ** 20).toBeLessThan(300);
  });
});

describe('rules', () => {
  const code = (password: string, known: readonly string[] = []): string => {
    try {
      assertPassword(password, { minimum: 10, known });
      return 'good';
    } catch (error) {
      return (error as { diagnostics: readonly { code: string }[] }).diagnostics[0]!.code;
    }
  };

  test.each([
    ['short', 'PASSWORD-SHORT'],
    ['望远镜望远镜望', 'PASSWORD-SHORT'],
    ['x'.repeat(257), 'PASSWORD-LONG'],
    ['password123', 'PASSWORD-LEAKED'],
    ['PassWord123', 'PASSWORD-LEAKED'],
    ['1234567890', 'PASSWORD-LEAKED'],
    ['aaaaaaaaaaaa', 'PASSWORD-GUESSED'],
    ['abcdefghijklm', 'PASSWORD-GUESSED'],
    ['qwertyuiop[]', 'PASSWORD-GUESSED'],
    ['p@ssw0rd2024', 'PASSWORD-GUESSED'],
    ['1989060419890604', 'PASSWORD-GUESSED'],
    ['quiet orbit of nine lamps', 'good'],
    ['vK3#tqL9wz', 'good'],
    ['灵台郭守敬望远镜巡天', 'good'],
  ])('%s is %s', (password, expected) => {
    expect(code(password)).toBe(expected);
  });

  test('what is known of its owner makes a password weak', () => {
    expect(code('zhengxiaoli88')).toBe('good');
    expect(code('zhengxiaoli88', ['zhengxiaoli'])).toBe('PASSWORD-GUESSED');
    expect(code('zhengxiaolin7788', ['Zhengxiaolin <zh@example.org>'])).toBe('PASSWORD-GUESSED');
  });

  test('a long one costs no long time', () => {
    const started = process.cpuUsage();
    code(`${'ab1!'.repeat(64)}`);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(2);
  });
});
