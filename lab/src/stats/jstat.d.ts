/** What of jStat the lab uses. The package has no types of its own. */
declare module 'jstat' {
  const jStat: {
    readonly studentt: { inv(probability: number, freedom: number): number };
    readonly beta: { inv(probability: number, alpha: number, beta: number): number };
  };
  export default jStat;
}
