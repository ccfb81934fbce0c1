import { BlockList, isIPv6 } from 'node:net';

/** IPv4 networks that are not the public Internet: IANA's special-purpose registry (RFC 6890 and later), multicast, reserved. */
const notPublic4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** What of 2000::/3 is not global unicast: protocol assignments with Teredo, documentation, 6to4 (IPv4 addresses inside). */
const notPublic6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked4 = new BlockList();
for (const [net, prefix] of notPublic4) blocked4.addSubnet(net, prefix, 'ipv4');
const blocked6 = new BlockList();
for (const [net, prefix] of notPublic6) blocked6.addSubnet(net, prefix, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an address is one of the public Internet. IPv6 outside 2000::/3 never is: loopback, link-local, unique local,
 * and IPv4 in disguise (`::ffff:127.0.0.1`, `64:ff9b::7f00:1`).
 */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !blocked4.check(address, 'ipv4');
  const [plain = ''] = address.split('%');
  return !address.includes('%') && global6.check(plain, 'ipv6') && !blocked6.check(plain, 'ipv6');
}
