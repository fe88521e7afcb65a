/** Why a measured row is not played: a fact about the row or about what this version can do, never about how well it fits. */
export class Skip extends Error {}
