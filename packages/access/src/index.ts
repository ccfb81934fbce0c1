export { type Asker, anonymous, ownerOf, userAsker } from './asker.ts';
export { type Clock, systemClock } from './clock.ts';
export { assertPublishable, type VisibilityRule, visible } from './visible.ts';
