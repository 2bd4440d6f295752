export type Kills = {
  kills: number;
  atWrites: number;
  names: string[];
  ms: number;
  problems: string[];
  counts: Record<string, number>;
};
export async function runKills(_options: { kills: number; seed: number; endsAtMs: number }): Promise<Kills> {
  return { kills: 0, atWrites: 0, names: [], ms: 0, problems: [], counts: {} };
}
