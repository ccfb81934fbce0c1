export {
  type Asker,
  type AskerLimits,
  anonymous,
  isOperator,
  ownerOf,
  type Role,
  type Scope,
  type UserRights,
  userAsker,
} from './asker.ts';
export { type Clock, systemClock } from './clock.ts';
export { monthsLater, partRules, releaseSteps } from './descriptor-rules.ts';
export {
  type AccessRule,
  type AccessStep,
  dayOf,
  holdersOf,
  isGranted,
  isPartGranted,
  nextStep,
  publicAudience,
  rowOwners,
  visible,
} from './rule.ts';
