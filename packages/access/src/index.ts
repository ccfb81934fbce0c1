export { type Asker, anonymous } from './asker.ts';
export { type Clock, systemClock } from './clock.ts';
export { assertPublishable, visible, type VisibilityRule } from './visible.ts';
