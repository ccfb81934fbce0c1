import { type Asker, isOperator } from './asker.ts';

/** From when some groups may see something. `public` means everybody. Steps add up: a later one takes nothing away. */
export interface AccessStep {
  readonly audience: readonly string[];
  readonly from: Date;
}

/**
 * Who may see a resource: `lamost/dr9/v0`, and parts of it as `lamost/dr9/v0#table`, `lamost/dr9/v0#table.column` and
 * `lamost/dr9/v0#product:spectra`.
 */
export interface AccessRule {
  readonly resource: string;
  readonly steps: readonly AccessStep[];
}

export const publicAudience = 'public';

/** The one access decision: may this asker see what the rule covers at that time? */
export function visible(asker: Asker, { resource, steps }: AccessRule, at: Date): boolean {
  return isOperator(asker) || steps.some((step) => isOpen(asker, step, at)) || isGranted(asker, resource);
}

function isOpen({ groups }: Asker, { audience, from }: AccessStep, at: Date): boolean {
  if (!(from.getTime() <= at.getTime())) return false;
  return audience.some((name) => name === publicAudience || (groups as readonly string[]).includes(name));
}

/** Whether the resource, or something that holds it, was granted to the asker. */
export function isGranted({ grants }: Asker, resource: string): boolean {
  return grants.length > 0 && holdersOf(resource).some((holder) => (grants as readonly string[]).includes(holder));
}

/** Whether some part of the release was granted to the asker: then he may see of it what he was granted. */
export function isPartGranted({ grants }: Asker, release: string): boolean {
  return grants.some((grant) => grant.startsWith(`${release}#`));
}

/** The resource and all that hold it: `d/r/v#t.c` → itself, `d/r/v#t`, `d/r/v`, `d/r`, `d`. */
export function holdersOf(resource: string): readonly string[] {
  const [address = '', part] = resource.split('#');
  const segments = address.split('/');
  const addresses = segments.map((_, i) => segments.slice(0, segments.length - i).join('/'));
  if (part === undefined) return addresses;
  const dot = part.indexOf('.');
  const parts = dot < 0 || part.startsWith('product:') ? [part] : [part, part.slice(0, dot)];
  return [...parts.map((name) => `${address}#${name}`), ...addresses];
}

/**
 * The names as whose owner an asker sees rows under embargo; `all`: every row. A grant on a whole release does not open
 * rows that people own, only one on the table itself.
 */
export function rowOwners(asker: Asker, table: string): 'all' | readonly string[] {
  if (isOperator(asker) || (asker.grants as readonly string[]).includes(table)) return 'all';
  return asker.kind === 'user' ? [...new Set([asker.name, ...asker.groups])].sort() : [];
}

/** When the steps next change something after a time; `undefined`: never. */
export function nextStep(steps: readonly AccessStep[], at: Date): Date | undefined {
  const later = steps.map((step) => step.from.getTime()).filter((from) => from > at.getTime());
  return later.length === 0 ? undefined : new Date(Math.min(...later));
}

/** The beginning of the day (UTC): embargoes end with days, so that plans stay the same during one. */
export function dayOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 86_400_000) * 86_400_000);
}
