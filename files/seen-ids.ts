/**
 * Remembers ids to find those that come twice, in bounded memory: after `limit` different ids it stops looking and
 * says so, since a file may hold more than fits.
 */
export class SeenIds {
  readonly #ids = new Set<string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** 'full' means: not known. */
  note(id: string): 'new' | 'repeated' | 'full' {
    if (this.#ids.has(id)) return 'repeated';
    if (this.#ids.size >= this.#limit) return 'full';
    this.#ids.add(id.length > 12 ? ownCopy(id) : id);
    return 'new';
  }
}

/** A long piece of a text holds all of the text in memory. */
function ownCopy(piece: string): string {
  return Buffer.from(piece, 'utf16le').toString('utf16le');
}
