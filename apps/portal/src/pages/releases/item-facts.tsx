import type { ReleaseItem, ReleaseRecordDetail } from '@lingtai/service-releases';
import type { ReactNode } from 'react';
import { Code, Facts } from '../../parts/facts.tsx';
import { useWords } from '../../words/context.tsx';
import { useReleaseWords } from './words.ts';

/** What belongs to all releases of the dataset: names of parts and counts, sources. */
export type FamilyNames = Pick<ReleaseRecordDetail, 'parts' | 'counts' | 'sources'>;

/** Where its data are, in a word. */
export function DataState({ item }: { readonly item: ReleaseItem }): ReactNode {
  const { say } = useReleaseWords();
  const state = item.withdrawn ? 'gone' : !item.loaded ? 'notHere' : item.visible ? 'here' : 'closed';
  return <span className={`data-state ${state}`}>{say(state)}</span>;
}

export function ObservedText({ item, names }: { readonly item: ReleaseItem; readonly names: FamilyNames }): ReactNode {
  const { t } = useWords();
  const { say, colon } = useReleaseWords();
  return item.observed?.map(({ part, from, to }) => (
    <span className="line" key={`${part} ${from}`}>
      {part === undefined ? '' : `${titleIn(names.parts, part, t)}${colon}`}
      {from} {say('to')} {to}
    </span>
  ));
}

export function CountsText({ item, names }: { readonly item: ReleaseItem; readonly names: FamilyNames }): ReactNode {
  const { t, n } = useWords();
  const { colon, inBrackets } = useReleaseWords();
  return item.counts?.map(({ count, part, value, note }) => (
    <span className="line" key={`${count} ${part}`}>
      {titleIn(names.counts, count, t)}
      {part === undefined ? '' : inBrackets(titleIn(names.parts, part, t))}
      {colon}
      {n(value)}
      {note ? <small> {t(note)}</small> : null}
    </span>
  ));
}

function titleIn(
  named: FamilyNames['parts'],
  name: string,
  t: (text: { readonly en: string; readonly zh: string }) => string,
): string {
  const found = named.find((entry) => entry.name === name);
  return found ? t(found.title) : name;
}

function ContactLink({
  contact: { name, email, url },
}: {
  readonly contact: NonNullable<NonNullable<ReleaseItem['withdrawn']>['contact']>;
}): ReactNode {
  const { t } = useWords();
  const href = email === undefined ? url : `mailto:${email}`;
  return href === undefined ? t(name) : <a href={href}>{t(name)}</a>;
}

/** All that is recorded of a release beside its data. */
export function ItemFacts({ item, names }: { readonly item: ReleaseItem; readonly names: FamilyNames }): ReactNode {
  const { t } = useWords();
  const { say, audience } = useReleaseWords();
  const { withdrawn } = item;
  return (
    <Facts
      rows={[
        [say('goneAt'), withdrawn?.at.slice(0, 10)],
        [say('reason'), withdrawn?.reason],
        [say('contact'), withdrawn?.contact ? <ContactLink key="contact" contact={withdrawn.contact} /> : undefined],
        [
          say('digest'),
          withdrawn?.digest === undefined ? undefined : (
            <Code key="digest" text={withdrawn.digest} of={say('digest')} />
          ),
        ],
        [say('note'), item.note ? t(item.note) : undefined],
        [say('date'), item.date],
        [say('internal'), item.internal],
        [say('public'), item.public],
        [' ', item.dateNote ? t(item.dateNote) : undefined],
        [say('audience'), item.audience ? audience(item.audience) : undefined],
        [
          say('access'),
          item.access?.map((step) => (
            <span className="line" key={`${step.from} ${step.audience.join(' ')}`}>
              {audience(step.audience)} {say('from')} {step.from.slice(0, 10)}
            </span>
          )),
        ],
        [say('observed'), item.observed ? <ObservedText key="observed" item={item} names={names} /> : undefined],
        [say('data'), item.counts ? <CountsText key="counts" item={item} names={names} /> : undefined],
        [say('selection'), item.selection ? t(item.selection) : undefined],
        ...papersOf(item, names, say, t),
      ]}
    />
  );
}

type Rows = readonly (readonly [string, ReactNode])[];

/** What was decided and written about it. */
function papersOf(
  item: ReleaseItem,
  names: FamilyNames,
  say: ReturnType<typeof useReleaseWords>['say'],
  t: (text: { readonly en: string; readonly zh: string }) => string,
): Rows {
  const { approval, policy, oldAddresses } = item;
  const sources = names.sources.filter((source) => item.sources?.includes(source.name));
  return [
    [
      say('approval'),
      approval ? (
        <span key="approval">
          {t(approval.by)}
          {approval.on === undefined ? '' : ` · ${approval.on}`}
          {approval.document ? (
            <>
              {' · '}
              <a href={approval.document.url}>{t(approval.document.title)}</a>
            </>
          ) : null}
        </span>
      ) : undefined,
    ],
    [
      say('policy'),
      policy ? (
        <a key="policy" href={policy.url}>
          {t(policy.title)}
        </a>
      ) : undefined,
    ],
    [
      say('oldAddresses'),
      oldAddresses?.map((address) => (
        <span className="line" key={address}>
          <code>{address}</code>
        </span>
      )),
    ],
    [
      say('sources'),
      sources.length === 0
        ? undefined
        : sources.map((source) => (
            <span className="line" key={source.name}>
              <SourceLink source={source} />
            </span>
          )),
    ],
  ];
}

function SourceLink({ source }: { readonly source: FamilyNames['sources'][number] }): ReactNode {
  const url = source.url ?? (source.doi === undefined ? undefined : `https://doi.org/${source.doi}`);
  return url === undefined ? source.title : <a href={url}>{source.title}</a>;
}
