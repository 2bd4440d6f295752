/** How long work tells where it is, and is told to stop. */
export type Progress = {
  /** `total` is null while it is not known. */
  report(done: number, total: number | null): Promise<void>;
  /** True once the process wants to end: finish the item at hand, then return. */
  stopping(): boolean;
};

export const noProgress: Progress = { report: async () => {}, stopping: () => false };
