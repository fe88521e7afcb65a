export { formatUserError, UserError } from '../../node.ts';
