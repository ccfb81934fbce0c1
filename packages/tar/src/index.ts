export { crc32 } from './crc32.ts';
export { type TarMember, tarEnd, tarHeader, tarMemberSize, tarPadding } from './header.ts';
export { type TarIndexEntry, type TarKind, type TarSource, tarIndex } from './read.ts';
export { type TarEntry, tarWriter } from './write.ts';
