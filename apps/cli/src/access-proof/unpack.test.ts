import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { tarWriter } from '@lingtai/tar';
import { describe, expect, test } from 'vitest';
import { SecretFinder } from './secrets.ts';
import { layersOf } from './unpack.ts';

const word = 'bcdfghjklmnpqrst';
const value = 1_234_567_890.515625;
const finder = new SecretFinder([
  { text: word, of: 'word' },
  { text: String(value), of: 'number' },
  { text: 'Plate 7 of HD-4711', of: 'text' },
]);
const find = (bytes: Uint8Array | string): string[] => [...finder.find(Buffer.from(bytes))].map(({ of }) => of).sort();

describe('a secret is found', () => {
  test('in text of any case, between other letters, in UTF-16, and not where it is cut', () => {
    expect(find(`x${word.toUpperCase()}zz`)).toEqual(['word']);
    expect(find(Buffer.from(word, 'utf16le'))).toEqual(['word']);
    expect(find(Buffer.from(word, 'utf16le').swap16())).toEqual(['word']);
    expect(find(word.slice(1))).toEqual([]);
    expect(find('"plate 7 of hd-4711"')).toEqual(['text']);
  });

  test.each([
    `${value}`,
    '1234567890.5',
    '1234567891',
    '1,234,567,890.515625',
    '1.234567890515625e9',
    '1.234567890515625E+09',
  ])('as the number %s', (text) => expect(find(`a ${text} b`)).toEqual(['number']));

  test('as a number of 64 bits of either order, at any place; another number is none', () => {
    for (const write of ['writeDoubleBE', 'writeDoubleLE'] as const) {
      const bytes = Buffer.alloc(19);
      bytes[write](value, 5);
      expect(find(bytes)).toEqual(['number']);
      bytes[write](value + 2, 5);
      expect(find(bytes)).toEqual([]);
    }
    const whole = Buffer.alloc(11);
    whole.writeBigInt64BE(1_234_567_890n, 3);
    expect(find(whole)).toEqual(['number']);
    expect(find('1234567893 91234567890 12345678901')).toEqual([]);
  });
});

describe('what is packed is unpacked', () => {
  const member = (data: Buffer): Buffer => {
    const head = Buffer.alloc(30);
    head.write('PK\x03\x04', 'latin1');
    head.writeUInt16LE(8, 8);
    head.writeUInt16LE(1, 26);
    return Buffer.concat([head, Buffer.from('a'), data]);
  };
  const png = (type: string, data: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      length,
      Buffer.from(type),
      data,
      Buffer.alloc(4),
    ]);
  };
  const stream = Buffer.alloc(8);
  stream.writeDoubleBE(value);
  test.each([
    ['gzip', gzipSync(word), 'word'],
    ['gzip in gzip', gzipSync(gzipSync(word)), 'word'],
    ['gzip behind other bytes', Buffer.concat([Buffer.from('tar header'), gzipSync(word)]), 'word'],
    ['zip', member(deflateRawSync(word)), 'word'],
    ['compressed text of PNG', png('zTXt', Buffer.concat([Buffer.from('Title\0\0'), deflateSync(word)])), 'word'],
    [
      'a stream of VOTable',
      Buffer.from(
        `<?xml version="1.0"?><VOTABLE><STREAM encoding="base64">${stream.toString('base64')}</STREAM></VOTABLE>`,
      ),
      'number',
    ],
  ])('%s', async (_, bytes, found) => {
    expect(find(bytes)).toEqual([]);
    const layers = await layersOf('body', bytes);
    expect(layers.flatMap((layer) => find(layer.bytes))).toEqual([found]);
  });

  test('members of tar, also such as are packed themselves', async () => {
    const drawn = png('zTXt', Buffer.concat([Buffer.from('Title\0\0'), deflateSync(word)]));
    const contents = [gzipSync(word), drawn, Buffer.from('nothing')];
    const parts: Uint8Array[] = [];
    const entries = contents.map((content, i) => ({ name: `file-${i}`, sizeBytes: content.length, content }));
    for await (const part of tarWriter(entries)) parts.push(part);
    const layers = await layersOf('body', Buffer.concat(parts));
    const where = layers.filter(({ bytes }) => find(bytes).length > 0).map(({ what }) => what);
    expect(where).toEqual(['body > file-0 > gzip', 'body > file-1 > text']);
  });
});
