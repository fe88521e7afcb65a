/** Copies of a call in an agent's graph, and rounds of each: at most this many (assumed to be plenty). */
export const MOST_COPIES = 256;
