/** What we use of sampjs 1.0.3, which has no types of its own. */
declare module 'sampjs' {
  interface Connection {
    notifyAll(args: readonly [unknown], done: (receivers: unknown) => void, failed: (error: unknown) => void): void;
  }
  export const samp: {
    ping(answer: (isRunning: boolean) => void): void;
    Message: new (mtype: string, parameters: Readonly<Record<string, string>>) => unknown;
    Connector: new (
      name: string,
      metadata: Readonly<Record<string, string>>,
    ) => {
      runWithConnection(use: (connection: Connection) => void, refused: (error: unknown) => void): void;
      unregister(): void;
    };
  };
}
