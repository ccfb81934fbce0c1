import { isIPv6 } from 'node:net';

/**
 * What is counted as one client by its address: an IPv4 address, or the /64 network of an IPv6 one, which is what a single
 * line gets (RFC 6177). IPv4 in IPv6 clothes (`::ffff:192.0.2.1`) is IPv4.
 */
export function clientOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const plain = address.split('%', 1)[0]!;
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain;
}

/** The eight groups of an IPv6 address in full. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  // A dotted end stands for two groups; it never reaches the first four.
  const before = groups(head);
  const after = groups(tail ?? '').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const all = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return all.map((group) => Number.parseInt(group, 16).toString(16));
}

/** Whether an address is one of the machine itself. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./i.test(address);
}
