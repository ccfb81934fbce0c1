import { type Lang, useWords } from '../../words/context.tsx';

/** Texts of the pages of release families, in both languages. */
const words = {
  allReleases: { en: 'All releases', zh: '全部数据发布' },
  familyLead: {
    en: 'Every release and sub-version, the newest first. None is ever replaced: corrections are new versions.',
    zh: '所有数据发布及其子版本，最新的在前。已发布的版本不会被替换：更正以新版本发布。',
  },
  numbered: { en: 'numbered releases', zh: '次数据发布' },
  byVersion: { en: 'By version', zh: '按版本排列' },
  byDate: { en: 'By date', zh: '按日期排列' },
  order: { en: 'Order', zh: '排列方式' },
  otherReleases: { en: 'Releases', zh: '数据发布' },
  version: { en: 'Version', zh: '版本' },
  date: { en: 'Released', zh: '发布日期' },
  audience: { en: 'For', zh: '面向' },
  note: { en: 'What changed', zh: '变更说明' },
  data: { en: 'Data', zh: '数据' },
  here: { en: 'on this site', zh: '在本站' },
  notHere: { en: 'not on this site', zh: '不在本站' },
  closed: { en: 'on this site, not open to you', zh: '在本站，尚未对您开放' },
  gone: { en: 'withdrawn', zh: '已撤回' },
  noData: {
    en: 'The data of this release are not on this site. This page records what is known of it.',
    zh: '本站没有此次发布的数据。本页记录其已知信息。',
  },
  closedLead: {
    en: 'You may not see the data of this release now. Its dates say for whom it opens and when; members can ask for early access.',
    zh: '您目前不能查看此次发布的数据。下面列出其面向的用户与开放日期；注册用户可申请提前访问。',
  },
  askAccess: { en: 'Sign in to ask for access', zh: '登录后申请访问' },
  goneLead: {
    en: 'This release was withdrawn. Its address stays; its bytes are kept and may be asked for.',
    zh: '此次发布已撤回。其地址仍然有效，数据原样保存；如需数据，请联系咨询。',
  },
  goneAt: { en: 'Withdrawn on', zh: '撤回日期' },
  reason: { en: 'Reason', zh: '撤回理由' },
  contact: { en: 'Who may be asked', zh: '咨询' },
  digest: { en: 'Digest of the release', zh: '发布摘要' },
  internal: { en: 'To its first audience', zh: '首批用户' },
  public: { en: 'To everybody', zh: '全球公开' },
  access: { en: 'Access here', zh: '本站开放安排' },
  from: { en: 'from', zh: '自' },
  observed: { en: 'Observed', zh: '观测时间' },
  to: { en: 'to', zh: '至' },
  selection: { en: 'How the data were chosen', zh: '筛选规则' },
  approval: { en: 'Approved by', zh: '批准' },
  policy: { en: 'Data policy', zh: '数据政策' },
  oldAddresses: { en: 'Earlier addresses', zh: '曾用网址' },
  sources: { en: 'Sources', zh: '来源' },
  revision: { en: 'Revision of the metadata', zh: '元数据修订' },
  revisions: { en: 'all revisions', zh: '全部修订' },
  seasons: { en: 'Observing seasons', zh: '观测季' },
  season: { en: 'Season', zh: '观测季' },
  everybody: { en: 'everybody', zh: '所有人' },
  'working-group': { en: 'working group', zh: '工作组' },
  approved: { en: 'approved users', zh: '已获批准的用户' },
  domestic: { en: 'domestic users', zh: '国内用户' },
  collaborator: { en: 'collaborators', zh: '合作者' },
} as const;

export type ReleaseWord = keyof typeof words;

export function releaseWord(key: ReleaseWord, lang: Lang): string {
  return words[key][lang];
}

/** The words of these pages, and audiences as people call them. */
export function useReleaseWords(): {
  readonly say: (key: ReleaseWord) => string;
  readonly audience: (names: readonly string[]) => string;
  readonly colon: string;
  readonly inBrackets: (text: string) => string;
} {
  const { lang } = useWords();
  const nameOf = (name: string): string =>
    name === 'public' ? words.everybody[lang] : name in words ? words[name as ReleaseWord][lang] : name;
  return {
    say: (key) => words[key][lang],
    colon: lang === 'zh' ? '：' : ': ',
    inBrackets: (text) => (lang === 'zh' ? `（${text}）` : ` (${text})`),
    audience: (names) => names.map(nameOf).join(lang === 'zh' ? '、' : ', '),
  };
}
