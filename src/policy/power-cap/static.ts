import { free, type PowerCapDefinition } from './port.ts';

/** Each board has limit ÷ boards, however little the others draw: nothing is ever exceeded, and nothing lent. */
export const standing: PowerCapDefinition = {
  standing: true,
  orders: ({ limitWatts, members }) => {
    const boards = members.reduce((sum, member) => sum + member.boards, 0);
    return members.map(() => ({ ...free, capWatts: limitWatts / boards }));
  },
};
