/** A look from outside, over plain HTTP. Never follows a redirect to another host; reads at most 64 KiB. */
export interface Probe {
  get(url: string, deadlineMs: number, signal: AbortSignal): Promise<ProbeAnswer>;
}

export type ProbeAnswer =
  | { readonly reached: true; readonly status: number; readonly body: string }
  | { readonly reached: false; readonly detail: string };
