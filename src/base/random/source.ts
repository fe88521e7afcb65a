/** Uniform numbers in [0, 1): what every sampler draws from. */
export type RandomSource = () => number;
