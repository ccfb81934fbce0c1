import { readFileSync } from 'node:fs';
import { loadSite } from '@lingtai/app-server/site';
import {
  assertSound,
  loadMetadataChanges,
  loadReleaseFamily,
  type MetadataChanges,
  type ReleaseFamily,
  releaseRecordOf,
  revised,
} from '@lingtai/descriptor';
import { fail } from '@lingtai/diagnostics';
import { addressText, directoryStore, openRelease, parseAddress } from '@lingtai/release';
import { type DueEntry, dueOf, ReleaseRegistry } from '@lingtai/service-releases';
import {
  addMetadataRevision,
  addReleaseRecord,
  findPublication,
  listMetadataRevisions,
  listPublications,
  listReleaseFamilies,
  listReleaseRecords,
  listWithdrawn,
  loadReleaseRecords,
  type RecordsLoaded,
  type State,
} from '@lingtai/state';
import { dateOption } from '../date-option.ts';
import { readDescriptor } from '../pipeline.ts';
import { printJson, terminalLang } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { type HomeOptions, terminal, withState } from './with-state.ts';

/** `lingtai release records load FILE`: a document of records, or a descriptor, whose releases are added where nothing is recorded. */
export async function loadRecordsCommand(file: string, options: HomeOptions): Promise<void> {
  const text = readText(file);
  const loaded = await withState(options, (state) =>
    /^id:/m.test(text)
      ? loadFromDescriptor(state, file)
      : loadReleaseRecords(state, loadReleaseFamily(text, { file }), terminal),
  );
  if (options.json) return printJson(loaded);
  const count = (['added', 'changed', 'unchanged'] as const).map((key) => loaded[key].length);
  process.stdout.write(
    terminalLang() === 'zh'
      ? `新增 ${count[0]} 条，更改 ${count[1]} 条，未变 ${count[2]} 条。\n`
      : `${count[0]} added, ${count[1]} changed, ${count[2]} unchanged.\n`,
  );
}

async function loadFromDescriptor(state: State, file: string): Promise<RecordsLoaded> {
  const { descriptor } = readDescriptor(file);
  const loaded = { added: [] as string[], changed: [], unchanged: [] as string[] };
  for (const entry of descriptor.releases) {
    const record = releaseRecordOf(entry);
    const added = await addReleaseRecord(state, descriptor.id, record, terminal);
    loaded[added ? 'added' : 'unchanged'].push(`${record.release}/${record.version}`);
  }
  return loaded;
}

/** `lingtai release records check FILE`: what is wrong, with file, line and column. */
export function checkRecordsCommand(file: string, options: { readonly json?: boolean }): void {
  const family: ReleaseFamily = loadReleaseFamily(readText(file), { file });
  if (options.json) printJson({ dataset: family.dataset, records: family.records.length });
  else
    process.stdout.write(
      terminalLang() === 'zh'
        ? `${family.dataset}：${family.records.length} 条记录\n`
        : `${family.dataset}: ${family.records.length} ${family.records.length === 1 ? 'record' : 'records'}\n`,
    );
}

/** `lingtai release revise ADDRESS FILE`: the next numbered correction of what is said about a published release. */
export async function reviseCommand(
  address: string,
  file: string,
  options: HomeOptions & { readonly note: string },
): Promise<void> {
  const at = parseAddress(address);
  const changes = loadMetadataChanges(readText(file), { file });
  const site = loadSite(options.home);
  const revision = await withState(options, async (state) => {
    const publication = await findPublication(state, at);
    if (!publication) throw notPublished(addressText(at));
    const { descriptor } = await openRelease(directoryStore(site.stores.releases), at);
    const before = await listMetadataRevisions(state, at);
    const said = before.reduce((d, r) => revised(d, at, r.changes as unknown as MetadataChanges), descriptor);
    assertSound(revised(said, at, changes));
    return addMetadataRevision(state, { ...at, changes: { ...changes }, note: options.note }, terminal);
  });
  if (options.json) return printJson(revision);
  process.stdout.write(
    terminalLang() === 'zh'
      ? `${addressText(at)} 的元数据修订 ${revision.revision} 已生效，数据未变。\n`
      : `Revision ${revision.revision} of the metadata of ${addressText(at)} is in force; the data are the same.\n`,
  );
}

/** `lingtai release due`: what the policies of the datasets ask for, at a day. */
export async function dueCommand(options: HomeOptions & { readonly at?: string }): Promise<void> {
  const at = options.at === undefined ? new Date() : dateOption('--at', options.at);
  const day = at.toISOString().slice(0, 10);
  const entries = await withState(options, async (state) => {
    const registry = new ReleaseRegistry({
      families: () => listReleaseFamilies(state),
      records: () => listReleaseRecords(state),
      publications: () => listPublications(state),
      withdrawn: () => listWithdrawn(state),
    });
    return dueOf(await registry.known(), day);
  });
  if (options.json) return printJson({ at: day, entries });
  process.stdout.write(dueText(entries));
}

const states: Readonly<Record<DueEntry['state'], { readonly en: string; readonly zh: string }>> = {
  released: { en: 'released in time', zh: '已按期发布' },
  late: { en: 'released late', zh: '逾期发布' },
  due: { en: 'due', zh: '待发布' },
  overdue: { en: 'OVERDUE', zh: '已逾期' },
  running: { en: 'season runs', zh: '观测季进行中' },
  discretion: { en: 'as decided', zh: '酌情决定' },
};

function dueText(entries: readonly DueEntry[]): string {
  const lang = terminalLang();
  if (entries.length === 0)
    return lang === 'zh' ? '没有数据集给出发布期限。\n' : 'No dataset has due dates; load its release records.\n';
  const head =
    lang === 'zh'
      ? ['数据集', '观测季', '结束', '产品', '期限', '状态', '发布', '日期']
      : ['DATASET', 'SEASON', 'ENDED', 'PRODUCT', 'DUE', 'STATE', 'RELEASE', 'DATE'];
  const rows = entries.map((e) => [
    e.dataset,
    e.seasonTitle[lang],
    e.seasonEnd,
    e.productTitle[lang],
    e.due ?? '-',
    states[e.state][lang],
    e.release ?? '-',
    e.released ?? '-',
  ]);
  return plainTable(head, rows);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw fail(
      'usage',
      'CLI-FILE',
      { en: `The file "${file}" cannot be read.`, zh: `无法读取文件“${file}”。` },
      { place: { file }, cause },
    );
  }
}

function notPublished(address: string): Error {
  return fail('not-found', 'RELEASE-NOT-PUBLISHED', {
    en: `There is no published release at ${address}.`,
    zh: `${address} 处没有已发布的数据。`,
  });
}

/** Rows under their heads; a terminal's line is not cut, so that scripts find every word. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return textTable(
    head.map((name) => ({ name, right: false })),
    rows,
    Number.POSITIVE_INFINITY,
  );
}
