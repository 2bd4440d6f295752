/** Counts elements, columns or types that nobody knows, by name. The hundredth name and those after it share the entry `…`. */
export class UnknownElements {
  readonly #found = new Map<string, UnknownElement>();

  note(element: { readonly name: string; readonly line: number }): void {
    const name = this.#found.size < 100 || this.#found.has(element.name) ? element.name : '…';
    const entry = this.#found.get(name);
    if (entry) entry.count += 1;
    else this.#found.set(name, { name, line: element.line, count: 1 });
  }

  list(): Iterable<Readonly<UnknownElement>> {
    return this.#found.values();
  }
}

interface UnknownElement {
  readonly name: string;
  /** Where the first one stands. */
  readonly line: number;
  count: number;
}
