/** What a program is started with; it gets a process group of its own. */
export interface Call {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Complete: nothing of our own environment is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
}

/** Takes what it prints, as it comes. While a promise is open, the program has to wait with more. */
export interface Listener {
  readonly stdout: (chunk: Buffer) => Promise<void> | void;
  readonly stderr: (chunk: Buffer) => Promise<void> | void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** How it ends nobody will hear: who started it for us is gone. */
  readonly lost?: true;
}

export type Started = { readonly pid: number } | { readonly why: string; readonly lost?: true };

/** A program that was started, by us or by a process that does it for us. Nothing of it ever rejects. */
export interface Program {
  /** Its process, or why none is known; `lost` where who was to start it is gone, and what became of it with them. */
  readonly started: Promise<Started>;
  /** It has ended; a child of its own may still hold the pipes. Of one that never was, too. */
  readonly exited: Promise<Exit>;
  /** Nothing more will be heard of it. */
  readonly closed: Promise<void>;
  /** Closes the pipes, whoever holds them. */
  readonly drop: () => void;
}

export type StartProgram = (call: Call, listener: Listener) => Program;
