import type { ReleaseTree } from '@lingtai/service-bulk';
import { bytesText, Copyable } from '../../parts/facts.tsx';
import { useWords } from '../../words/context.tsx';

const words = {
  title: { en: 'Files of this release', zh: '此次发布的文件' },
  lead: {
    en: 'Tables as HATS catalogues in Parquet, packs of the files as they were delivered, arrays and coverage maps: the very bytes that were published.',
    zh: '星表（HATS 目录结构的 Parquet 文件）、原样打包的产品文件、数组与天区覆盖图，与发布时的字节完全一致。',
  },
  partly: {
    en: 'Files that hold something that is not open to you, or not yet, are not among them.',
    zh: '其中不含尚未对您开放的文件，也不含部分内容未对您开放的文件。',
  },
  count: { en: 'files', zh: '个文件' },
  list: { en: 'List with sizes and digests (JSON)', zh: '文件清单：大小与摘要（JSON）' },
  digests: { en: 'Digests for sha256sum', zh: 'sha256sum 校验清单' },
  command: { en: 'Get and check all of them', zh: '全部下载并校验' },
};

/** One line for a shell: fetches the list, all files, and compares their digests. */
function commandOf(base: string): string {
  const list = `curl -sf '${base.replace(/\/$/, '')}?RESPONSEFORMAT=text' | tee SHA256SUMS`;
  const files = `cut -c67- | xargs -I{} curl -sf --retry 9 --create-dirs -o {} '${base}{}'`;
  return `${list} | ${files} && sha256sum -c SHA256SUMS`;
}

/** What of a release can be fetched as it lies in the store, and how. */
export function RawFiles({ tree }: { readonly tree: ReleaseTree }) {
  const { t, n, lang } = useWords();
  if (tree.fileCount === 0) return null;
  const list = `/${tree.address}/tree`;
  return (
    <section className="raw-files">
      <h2 id="files">{t(words.title)}</h2>
      <p>
        {t(words.lead)}
        {tree.whole ? null : `${lang === 'zh' ? '' : ' '}${t(words.partly)}`}
      </p>
      <p>
        {n(tree.fileCount)} {t(words.count)} · {bytesText(tree.sizeBytes)} · <a href={list}>{t(words.list)}</a> ·{' '}
        <a href={`${list}?RESPONSEFORMAT=text`}>{t(words.digests)}</a>
      </p>
      <div className="command">
        <Copyable text={commandOf(tree.base)} of={t(words.command)} />
      </div>
    </section>
  );
}
