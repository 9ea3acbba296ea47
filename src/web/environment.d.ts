/** What the bundler takes that is no module of TypeScript. */
declare module '*.css';
