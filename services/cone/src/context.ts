import type { ExamplePosition, ServiceContext } from '@lingtai/service-dali';

/** What the application gives to cone searches beside what every service gets. */
export interface ConeContext extends ServiceContext {
  readonly examplePosition: ExamplePosition;
}
