/** The store's functions, loaded when somebody keeps something: most commands work on plain files. */
export const storeParts = () => import('./store/index.ts');
