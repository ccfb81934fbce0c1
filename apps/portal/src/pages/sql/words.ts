import { type LocalText, useWords } from '../../words/context.tsx';

/** Texts of the SQL page and of the pages of permanent queries, in both languages. */
const words = {
  title: { en: 'SQL', zh: 'SQL 查询' },
  intro: {
    en: 'Any question to every table, in ADQL 2.1. Ctrl+Space completes, Ctrl+Enter runs.',
    zh: '用 ADQL 2.1 查询任意数据表。Ctrl+Space 补全，Ctrl+Enter 运行。',
  },
  plainIntro: {
    en: 'The editor needs JavaScript. Without it this form sends the query and gives the result as a file.',
    zh: '编辑器需要 JavaScript。没有 JavaScript 时，此表单提交查询并以文件形式返回结果。',
  },
  loading: { en: 'Loading the editor …', zh: '正在载入编辑器……' },
  loadFailed: { en: 'The editor could not be loaded', zh: '编辑器载入失败' },
  query: { en: 'Query', zh: '查询语句' },
  run: { en: 'Run', zh: '运行' },
  running: { en: 'Running …', zh: '正在运行……' },
  cancel: { en: 'Stop', zh: '停止' },
  stopped: { en: 'Stopped. Nothing was kept.', zh: '已停止，未保留任何结果。' },
  runAsJob: { en: 'Run as a job', zh: '作为作业运行' },
  jobFormat: { en: 'Format of the job’s result', zh: '作业结果的格式' },
  shownHere: { en: 'shown on this page', zh: '可在本页显示' },
  maxrec: { en: 'Rows at most', zh: '最多行数' },
  format: { en: 'Format', zh: '格式' },
  permanent: { en: 'Permanent address', zh: '永久地址' },
  permanentMaking: { en: 'Making the address …', zh: '正在生成地址……' },
  permanentHelp: {
    en: 'Gives the result an address that stays, with a digest of its rows and a citation.',
    zh: '为查询结果生成不变的地址，附结果行的摘要值与引用格式。',
  },
  diagnostics: { en: 'What is wrong with the query', zh: '查询中的问题' },
  line: { en: 'line', zh: '行' },
  position: { en: 'column', zh: '列' },
  noQuery: { en: 'Write a query, or take a sample.', zh: '请输入查询语句，或选用示例。' },
  noProblems: { en: 'Nothing is wrong with the query.', zh: '查询没有问题。' },
  checking: { en: 'Checking …', zh: '正在检查……' },
  checkFailed: {
    en: 'The server could not be asked whether the names are right; the syntax was checked here.',
    zh: '无法向服务器核对名称；语法已在本地检查。',
  },
  fix: { en: 'Fix', zh: '修正' },
  fixAll: { en: 'Fix all {n}', zh: '全部修正（{n} 处）' },
  notPermanent: { en: 'No permanent address:', zh: '不能获得永久地址：' },
  permanentWhole: {
    en: 'It names the whole result, not only the rows above.',
    zh: '永久地址对应完整结果，而不仅是上面的行。',
  },
  cost: { en: 'Reads at most', zh: '最多读取' },
  costSeconds: { en: 'about {n} s', zh: '约 {n} 秒' },
  costInstant: { en: 'less than 0.01 s', zh: '不到 0.01 秒' },
  costRange: { en: '({from} to {to} s as a rule)', zh: '（通常 {from} 至 {to} 秒）' },
  costScans: { en: 'From each table', zh: '各表明细' },
  costGroups: { en: '{n} of {all} row groups', zh: '{all} 个行组中的 {n} 个' },
  rowsUnknown: { en: 'rows: unknown', zh: '行数未知' },
  bytesUnknown: { en: 'bytes: unknown', zh: '字节数未知' },
  secondsUnknown: { en: 'time: unknown', zh: '耗时未知' },
  costUnknown: { en: 'unknown until the query is right', zh: '查询无误后才能估计' },
  samples: { en: 'Samples', zh: '示例' },
  schema: { en: 'Tables and columns', zh: '表与列' },
  schemaHelp: { en: 'Click a name to insert it.', zh: '点击名称即可插入。' },
  schemaFilter: { en: 'Filter names and descriptions', zh: '按名称和说明筛选' },
  schemaFailed: { en: 'The columns could not be loaded', zh: '列信息载入失败' },
  insert: { en: 'Insert {name}', zh: '插入 {name}' },
  missing: { en: '{n} missing', zh: '缺失 {n}' },
  result: { en: 'Result', zh: '结果' },
  rowsOf: { en: '{n} rows', zh: '{n} 行' },
  complete: { en: 'complete', zh: '完整' },
  cutBy: {
    en: 'Cut: only the first {n} rows, because of the limit “{limit}”. There are more.',
    zh: '已截断：受限制“{limit}”约束，只有前 {n} 行，实际更多。',
  },
  noRows: { en: 'No row fits.', zh: '没有符合条件的行。' },
  nullValue: { en: 'no value', zh: '空值' },
  rowsShown: { en: 'Rows {from}–{to}', zh: '第 {from}–{to} 行' },
  tookSeconds: { en: '{n} s', zh: '{n} 秒' },
  exports: { en: 'Save as', zh: '另存为' },
  exportsHelp: { en: 'the same query with the same limit', zh: '同一查询、同一行数限制' },
  saveFailed: { en: 'The file could not be saved', zh: '文件保存失败' },
  samp: { en: 'Send by SAMP', zh: '用 SAMP 发送' },
  sampHelp: { en: 'to TOPCAT, Aladin and others on this computer', zh: '发送至本机的 TOPCAT、Aladin 等程序' },
  sampSending: { en: 'Looking for a SAMP hub …', zh: '正在寻找 SAMP hub……' },
  sampSent: { en: 'Sent to the programs of the SAMP hub.', zh: '已发送至 SAMP hub 上的程序。' },
  sampNobody: {
    en: 'The hub runs, but no program there takes tables. Start TOPCAT or Aladin and send again.',
    zh: 'hub 正在运行，但没有能接收数据表的程序。请启动 TOPCAT 或 Aladin 后重新发送。',
  },
  sampNoHub: {
    en: 'No SAMP hub runs on this computer. Start TOPCAT or Aladin and send again.',
    zh: '本机没有运行 SAMP hub。请启动 TOPCAT 或 Aladin 后重新发送。',
  },
  sampRefused: { en: 'The SAMP hub refused the connection.', zh: 'SAMP hub 拒绝了连接。' },
  sampToken: {
    en: 'Other programs do not have your token; they get what anybody may see.',
    zh: '其他程序没有您的令牌，只能得到公开数据。',
  },
  tooLongAddress: {
    en: 'The query is too long for an address; run it as a job with a VOTable result and send that.',
    zh: '查询过长，无法写入地址；请作为作业运行并选 VOTable 格式，再发送其结果。',
  },
  history: { en: 'Queries and jobs', zh: '查询与作业' },
  historyHelp: {
    en: 'Kept in this browser until you delete them.',
    zh: '保存在本浏览器中，直至您删除。',
  },
  historyEmpty: { en: 'Nothing has been run here yet.', zh: '尚未运行任何查询。' },
  historyFull: {
    en: 'The browser’s storage is full: new entries are lost when this page is closed. Delete some.',
    zh: '浏览器存储已满：关闭本页后新记录将丢失。请删除一些记录。',
  },
  historyHidden: { en: 'Show {n} older', zh: '再显示 {n} 条' },
  kindSync: { en: 'query', zh: '查询' },
  kindJob: { en: 'job', zh: '作业' },
  edit: { en: 'Edit', zh: '编辑' },
  rerun: { en: 'Run again', zh: '重新运行' },
  open: { en: 'Show result', zh: '显示结果' },
  openFile: { en: 'Save result', zh: '保存结果' },
  abort: { en: 'Stop the job', zh: '停止作业' },
  remove: { en: 'Delete', zh: '删除' },
  token: { en: 'Token', zh: '令牌' },
  tokenHelp: {
    en: 'With a token your own jobs and tables are here too. It is forgotten when this tab is closed.',
    zh: '填入令牌后，可使用您自己的作业和数据表。关闭标签页后令牌即被清除。',
  },
  tokenUse: { en: 'Use', zh: '使用' },
  tokenForget: { en: 'Forget', zh: '清除' },
  tokenIn: { en: 'You are asking with a token.', zh: '正在以令牌身份访问。' },
  phasePENDING: { en: 'not started', zh: '未启动' },
  phaseQUEUED: { en: 'waiting', zh: '排队中' },
  phaseEXECUTING: { en: 'running', zh: '运行中' },
  phaseCOMPLETED: { en: 'done', zh: '已完成' },
  phaseERROR: { en: 'failed', zh: '失败' },
  phaseABORTED: { en: 'stopped', zh: '已停止' },
  phaseGONE: { en: 'no longer on the server', zh: '服务器上已不存在' },
  phaseUNKNOWN: { en: 'unknown', zh: '未知' },
  failed: { en: 'The query failed', zh: '查询失败' },
  offline: { en: 'The server cannot be reached.', zh: '无法连接服务器。' },
  permanentTitle: { en: 'Permanent query', zh: '永久查询' },
  permanentIntro: {
    en: 'This address names the rows of one query on fixed releases. They are made again whenever somebody asks, and are the same for ever.',
    zh: '本地址对应固定数据发布上一条查询的结果行；每次访问时重新计算，结果永远不变。',
  },
  releasesRead: { en: 'Releases that it reads', zh: '所用数据发布' },
  rowCount: { en: 'Rows', zh: '行数' },
  rowDigest: { en: 'Digest of the rows', zh: '结果行摘要' },
  formatVersion: { en: 'Version of the digest’s format', zh: '摘要格式版本' },
  made: { en: 'Address made', zh: '地址生成时间' },
  address: { en: 'Address', zh: '地址' },
  verify: { en: 'Run again and compare', zh: '重新运行并比对' },
  verifying: { en: 'Running again …', zh: '正在重新运行……' },
  verifyEqual: { en: 'Equal: {n} rows with the same digest.', zh: '一致：{n} 行，摘要相同。' },
  verifyDifferent: { en: 'Not equal. Now found:', zh: '不一致。现得：' },
  verifyFailed: { en: 'It could not be run again:', zh: '无法重新运行：' },
  citation: { en: 'Cite', zh: '引用' },
  openInSql: { en: 'Open on the SQL page', zh: '在 SQL 页打开' },
  downloads: { en: 'Download the rows', zh: '下载结果行' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type SqlWord = keyof typeof words;
export type Say = (key: SqlWord, values?: Readonly<Record<string, string>>) => string;

/** The words of these pages in the page's language; `{name}` stands for a value. */
export function useSay(): Say {
  const { t } = useWords();
  return (key, values = {}) => {
    let text: string = t(words[key]);
    for (const [name, value] of Object.entries(values)) text = text.replaceAll(`{${name}}`, value);
    return text;
  };
}

export const sqlTitle: LocalText = words.title;
export const permanentTitle: LocalText = words.permanentTitle;
