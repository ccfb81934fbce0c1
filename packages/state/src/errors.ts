import { type ErrorClass, fail, LingtaiError, type LocalText } from '@lingtai/diagnostics';

interface Known {
  readonly class: ErrorClass;
  readonly code: string;
  readonly text: LocalText;
}

const unreachable: Known = {
  class: 'unavailable',
  code: 'STATE-UNREACHABLE',
  text: {
    en: 'The state store (PostgreSQL) cannot be reached. Check that it runs and that the host and port of its URL are right.',
    zh: '无法连接状态库（PostgreSQL）。请检查它是否在运行，以及 URL 中的主机与端口是否正确。',
  },
};

const diskFull: Known = {
  class: 'unavailable',
  code: 'STATE-DISK-FULL',
  text: {
    en: 'The disk of the state store is full. Nothing of this change was kept; free some space and repeat the command.',
    zh: '状态库所在磁盘已满。本次更改未保留任何内容；请释放空间后重试。',
  },
};

const place: Known = {
  class: 'forbidden',
  code: 'STATE-PLACE',
  text: {
    en: 'The folder of the state store cannot be written. Run Lingtai as the user who owns the home, or choose another home.',
    zh: '状态库所在目录不可写。请以 home 所有者的身份运行灵台，或另选 home。',
  },
};

const stopping: Known = {
  class: 'unavailable',
  code: 'STATE-STOPPING',
  text: {
    en: 'The state store (PostgreSQL) is starting or stopping. Try again in a few seconds.',
    zh: '状态库（PostgreSQL）正在启动或停止。请几秒后重试。',
  },
};

const login: Known = {
  class: 'usage',
  code: 'STATE-LOGIN',
  text: {
    en: 'The state store refused the user or password of its URL.',
    zh: '状态库拒绝了 URL 中的用户名或密码。',
  },
};

const unmigrated: Known = {
  class: 'conflict',
  code: 'STATE-NOT-MIGRATED',
  text: {
    en: 'The state store lacks a table of this version of Lingtai. Run: lingtai state migrate',
    zh: '状态库缺少本版本灵台所需的表。请运行：lingtai state migrate',
  },
};

/** PostgreSQL's SQLSTATE codes (appendix A of its manual) and Node's system error codes that a person can act upon. */
const known: Readonly<Record<string, Known>> = {
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EPIPE: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  '08006': unreachable,
  '08001': unreachable,
  EACCES: place,
  EPERM: place,
  EROFS: place,
  ENOTDIR: place,
  EEXIST: place,
  ENOSPC: diskFull,
  '53100': diskFull,
  '57P01': stopping,
  '57P02': stopping,
  '57P03': stopping,
  '28P01': login,
  '28000': login,
  '3D000': {
    class: 'usage',
    code: 'STATE-NO-DATABASE',
    text: {
      en: 'The database named in the URL of the state store does not exist. Create it (createdb NAME) or correct the URL.',
      zh: '状态库 URL 中的数据库不存在。请先创建（createdb 名称），或更正 URL。',
    },
  },
  '53300': {
    class: 'unavailable',
    code: 'STATE-CONNECTIONS',
    text: {
      en: 'The state store has no connection left. Close other clients or raise its max_connections.',
      zh: '状态库的连接数已用尽。请关闭其他客户端，或提高其 max_connections。',
    },
  },
  '42501': {
    class: 'usage',
    code: 'STATE-RIGHTS',
    text: {
      en: 'The database user of the state store may not do this. It needs the right to create and change tables in its schema.',
      zh: '状态库的数据库用户没有此权限。它需要在其模式（schema）中创建和修改表的权限。',
    },
  },
  '42P01': unmigrated,
  '55P03': {
    class: 'conflict',
    code: 'STATE-BUSY',
    text: {
      en: 'Another process began to use the state store and holds its tables. Stop it and repeat. Nothing was changed.',
      zh: '另有进程开始使用状态库并占用了其中的表。请停止该进程后重试。未作任何更改。',
    },
  },
  '22021': {
    class: 'usage',
    code: 'STATE-TEXT',
    text: {
      en: 'A text has a sign that cannot be stored (U+0000).',
      zh: '文本含无法存储的字符（U+0000）。',
    },
  },
  '22P05': {
    class: 'usage',
    code: 'STATE-ENCODING',
    text: {
      en: "The encoding of the state store's database cannot hold these texts. Create the database with encoding UTF8.",
      zh: '状态库所用数据库的字符编码无法存储这些文字。请以 UTF8 编码创建数据库。',
    },
  },
};

export function notMigrated(): LingtaiError {
  return fail(unmigrated.class, unmigrated.code, unmigrated.text);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if ('code' in error && typeof error.code === 'string') return error.code;
  const lost =
    'message' in error &&
    /connection terminated|connection error|client was closed|timeout exceeded when trying to connect/i.test(
      String(error.message),
    );
  return lost ? 'ECONNRESET' : '';
}

/** True where the connection failed, not the statement: another attempt may reach the server. */
export function connectionFailed(error: unknown): boolean {
  const cause = known[codeOf(error)];
  return cause === unreachable || cause === stopping;
}

/** An error of the driver or the file system as one that a person can act upon. Others become `internal`. */
export function stateError(error: unknown): LingtaiError {
  if (error instanceof LingtaiError) return error;
  const cause = known[codeOf(error)];
  if (cause) return fail(cause.class, cause.code, cause.text, { cause: error });
  return fail(
    'internal',
    'STATE-INTERNAL',
    {
      en: 'The state store failed in an unforeseen way; the log has the details.',
      zh: '状态库发生意外错误；详情见日志。',
    },
    { cause: error },
  );
}

/** The work's result; its error as one that a person can act upon. */
export async function translated<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw stateError(error);
  });
}

const oldestMajor = 14;

/** Refuses a server (`15.3`) older than those that Lingtai is tested with. */
export function assertServerVersion(version: string): void {
  if (Number(version.split('.')[0]) >= oldestMajor) return;
  throw fail('unsupported', 'STATE-VERSION', {
    en: `The state store runs PostgreSQL ${version}; Lingtai needs ${oldestMajor} or newer.`,
    zh: `状态库运行的是 PostgreSQL ${version}；灵台需要 ${oldestMajor} 或更新版本。`,
  });
}
