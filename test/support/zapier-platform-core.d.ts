/** What the core exports, and its own types leave out: the handler that runs in Zapier's Lambda. */
declare module 'zapier-platform-core' {
  export type LambdaEvent = {
    readonly command: 'execute' | 'validate' | 'definition' | 'getAuthTemplate';
    readonly method?: string;
    readonly bundle?: object;
    readonly rpc_base?: string;
    readonly token?: string;
    /** Gets each log line, besides the log service: Zapier's command line uses it. */
    readonly customLogger?: (message: string, data: object) => void;
    /** The definition, or nothing for the app's own, and what changes in it for one run. */
    readonly appRawOverride?: readonly [object | undefined, object];
  };
  export const createAppHandler: (
    app: object,
  ) => (event: LambdaEvent) => Promise<{ readonly results: unknown }>;
}

export {};
