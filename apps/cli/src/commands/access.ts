import { fail } from '@lingtai/diagnostics';
import { parseAddress, type ReleaseAddress } from '@lingtai/release';
import {
  findPublication,
  listReleaseAccessChanges,
  type Publication,
  type ReleaseStep,
  setReleaseAccess,
} from '@lingtai/state';
import { dateOption } from '../date-option.ts';
import { namesOf, stepsText } from '../steps-text.ts';
import { printJson } from '../terminal.ts';
import { type HomeOptions as Options, terminal, withState } from './with-state.ts';

/** `lamost/dr9/v0#table` → the release and the part. */
function releaseAndPart(text: string): { at: ReleaseAddress; part?: string } {
  const [address = '', part] = text.split('#');
  return { at: parseAddress(address), ...(part === undefined ? {} : { part }) };
}

/** `lingtai access show ADDRESS`: the steps that hold now, and how they came about. */
export async function showCommand(address: string, options: Options): Promise<void> {
  const { at } = releaseAndPart(address);
  const { publication, changes } = await withState(options, async (state) => ({
    publication: await findPublication(state, at),
    changes: await listReleaseAccessChanges(state, at),
  }));
  if (!publication) throw notPublished(address);
  const { access, partAccess } = publication;
  if (options.json) return printJson({ ...at, access, partAccess, changes });
  process.stdout.write(`${at.dataset}/${at.release}/${at.version}\n${stepsText(access)}${partsText(partAccess)}`);
  for (const { revision, part, actor, reason, at: day } of changes)
    process.stdout.write(
      `${revision}. ${day.toISOString()} ${actor}${part === undefined ? '' : ` #${part}`}: ${reason}\n`,
    );
}

function partsText(parts: Publication['partAccess']): string {
  return Object.entries(parts)
    .map(([part, steps]) => `#${part}\n${stepsText(steps)}`)
    .join('');
}

interface SetOptions extends Options {
  readonly audience: readonly string[];
  readonly from: readonly string[];
  readonly reason: string;
}

/** `lingtai access set ADDRESS --audience GROUP[,GROUP] --from DATE … --reason TEXT`: the steps given replace all. */
export async function setCommand(address: string, options: SetOptions): Promise<void> {
  const { at, part } = releaseAndPart(address);
  const steps = stepsOf(options.audience, options.from);
  const publication = await withState(options, (state) =>
    setReleaseAccess(
      state,
      { ...at, ...(part === undefined ? {} : { part }), steps, reason: options.reason },
      terminal,
    ),
  );
  if (options.json) return printJson({ ...at, access: publication.access, partAccess: publication.partAccess });
  process.stdout.write(`${address}\n${stepsText(steps)}`);
}

function stepsOf(audiences: readonly string[], from: readonly string[]): ReleaseStep[] {
  if (audiences.length > 0 && audiences.length === from.length)
    return audiences.map((names, i) => ({ audience: namesOf(names), from: dateOption('--from', from[i]!) }));
  throw fail('usage', 'CLI-STEPS', {
    en: 'Give --audience and --from once for each step, in the same order.',
    zh: '每个步骤各给出一次 --audience 和 --from，次序相同。',
  });
}

function notPublished(address: string): Error {
  return fail('not-found', 'ACCESS-NOT-PUBLISHED', {
    en: `${address} is not published.`,
    zh: `${address} 尚未发布。`,
  });
}
