// @types/seedrandom covers the package's entry, which pulls in Node's crypto; this is the one
// algorithm that we use.
declare module 'seedrandom/lib/alea.js' {
  interface AleaGenerator {
    /** 32 random bits as a number in [0, 1). */
    (): number;
    /** 53 random bits as a number in [0, 1). */
    double(): number;
  }
  const alea: (seed: string) => AleaGenerator;
  export = alea;
}
