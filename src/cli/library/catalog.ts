export { catalog, catalogText, sheetListText, sheetText } from '../../node.ts';
