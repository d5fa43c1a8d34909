/** How the core prepares the definition in each run. */
declare module 'zapier-platform-core/src/tools/schema' {
  export const prepareApp: <Definition extends object>(definition: Definition) => Definition;
}
