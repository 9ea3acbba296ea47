/** Reading and writing workbooks, loaded when somebody has one. */
export const workbookParts = () => import('./workbook/index.ts');
