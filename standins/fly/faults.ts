/**
 * What goes wrong, scripted: each is used up by what it hits. Names and facts are those of the reference on Fly
 * (sections 0 and 6 there), which are issues of flyctl and of its users.
 */
export interface HttpFault {
  /** Hits requests whose `METHOD /path` begins with this. */
  readonly on: string;
  /** How many of them; one unless told. */
  times?: number;
  /** Lets so many pass first. */
  after?: number;
  readonly what:
    | { readonly status: number; readonly body?: string }
    /** Answers nothing until the other side gives up. */
    | 'hang'
    /** The connection ends in the middle of the answer. */
    | 'cut';
}

/** How the next flyctl behaves; it asks at its start, and does its work for real where it is not told otherwise. */
export interface FlyctlFault {
  /** Only for this command, e.g. `deploy`. */
  readonly command?: string;
  /** For a build or for a deployment of an image; both where left out. */
  readonly only?: 'build' | 'image';
  /** `start`: does nothing at all and stays (flyctl #5203). `after-first`: after the first machine. */
  readonly hang?: 'start' | 'after-first';
  /** What it ends with, whatever it did. */
  readonly exit?: number;
  /** Does nothing, and says this. */
  readonly says?: string;
  /** Stops after the first machine and says that it failed. */
  readonly partial?: boolean;
  /** Prints what is no text. */
  readonly garbage?: boolean;
  /** Starts a child that outlives it unless its group is ended. */
  readonly child?: boolean;
}

export class Faults {
  readonly #http: HttpFault[] = [];
  readonly #flyctl: FlyctlFault[] = [];

  http(fault: HttpFault): void {
    this.#http.push({ ...fault });
  }

  flyctl(fault: FlyctlFault): void {
    this.#flyctl.push(fault);
  }

  takeHttp(request: string): HttpFault['what'] | undefined {
    const fault = this.#http.find((one) => request.startsWith(one.on));
    if (fault === undefined) return undefined;
    if ((fault.after ?? 0) > 0) {
      fault.after = (fault.after ?? 0) - 1;
      return undefined;
    }
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) this.#http.splice(this.#http.indexOf(fault), 1);
    return fault.what;
  }

  takeFlyctl(command: string, kind: 'build' | 'image' | undefined): FlyctlFault | undefined {
    const at = this.#flyctl.findIndex(
      (one) => (one.command ?? command) === command && (one.only === undefined || one.only === kind),
    );
    return at < 0 ? undefined : this.#flyctl.splice(at, 1)[0];
  }
}
