/** From when some groups may see a release or a part of one; `public` means everybody. */
export interface ReleaseStep {
  readonly audience: readonly string[];
  readonly from: Date;
}

/** The same as it is stored. */
export interface StoredStep {
  readonly audience: readonly string[];
  /** ISO 8601, UTC. */
  readonly from: string;
}

export function storedSteps(steps: readonly ReleaseStep[]): StoredStep[] {
  return steps.map(({ audience, from }) => ({ audience: [...audience], from: from.toISOString() }));
}

export function stepsOf(stored: readonly StoredStep[]): ReleaseStep[] {
  return stored.map(({ audience, from }) => ({ audience, from: new Date(from) }));
}
