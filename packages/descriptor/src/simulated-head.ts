import type { LocalText } from '@lingtai/diagnostics';

/** What the descriptor of a small simulated dataset says before its releases. The texts are plain: YAML needs no quotes for them. */
export function simulatedHead(id: string, title: LocalText, description: LocalText): string {
  return `lingtai: 1
id: ${id}
title: { en: ${title.en}, zh: ${title.zh} }
description: { en: ${description.en}, zh: ${description.zh} }
simulated: true
creators: [{ name: Lingtai authors }]
publisher: { name: { en: Lingtai, zh: 灵台 } }
acknowledgement: { en: None., zh: 无。 }
licence: { name: CC0-1.0 }
waveband: [Optical]
facility: { name: None }`;
}
