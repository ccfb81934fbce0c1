import type { Lang, LocalText } from '@lingtai/diagnostics';
import { textElement } from '@lingtai/service-dali';
import { xmlAttributes, xmlText } from '@lingtai/votable';
import type { Sample } from './samples.ts';

const words: Readonly<Record<'title' | 'intro' | 'run', LocalText>> = {
  title: { en: 'Examples of queries', zh: '查询示例' },
  intro: {
    en: 'Each runs as it stands. Programs read this page too: it follows DALI-examples.',
    zh: '每个示例都可直接运行。程序也可读取本页：其格式遵循 DALI-examples。',
  },
  run: { en: 'Run', zh: '运行' },
};

/** The examples document of DALI 1.1, section 2.3: XHTML with RDFa, in one language. */
export function examplesPage(samples: readonly Sample[], siteName: LocalText, base: string, lang: Lang): string {
  const title = `${words.title[lang]} – ${siteName[lang]}`;
  const other = lang === 'en' ? 'zh' : 'en';
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml"${xmlAttributes({ lang, 'xml:lang': lang })}>
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
${textElement('title', title)}
<style>body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem } pre { background: #f2f4f7; padding: .6rem; white-space: pre-wrap }</style>
</head>
<body vocab="http://www.ivoa.net/rdf/examples#">
${textElement('h1', title)}
<p>${xmlText(words.intro[lang])} <a${xmlAttributes({ href: `?lang=${other}`, hreflang: other, lang: other })}>${lang === 'en' ? '中文' : 'English'}</a></p>
${samples.map((sample) => exampleXml(sample, base, lang)).join('\n')}
</body>
</html>
`;
}

function exampleXml({ id, title, query, tables }: Sample, base: string, lang: Lang): string {
  const run = `${base}/sync?${new URLSearchParams({ LANG: 'ADQL', QUERY: query })}`;
  const tableList = tables.map((table) => `<code property="table">${xmlText(table)}</code>`).join(', ');
  return `<div${xmlAttributes({ id, resource: `#${id}`, typeof: 'example' })}>
<h2 property="name">${xmlText(title[lang])}</h2>
<pre property="query">${xmlText(query)}</pre>
<p>${tableList} <a${xmlAttributes({ href: run })}>${words.run[lang]}</a></p>
</div>`;
}
