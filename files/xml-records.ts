/**
 * Reads XML as records: a layout says which elements are records, which fields each may hold once and which texts may
 * repeat. Only the open records are in memory. The order of fields inside a record is free.
 */
import { FileFormatError } from './file-format-error';
import type { XmlElement, XmlListener, XmlShortcut } from './xml-stream';

/**
 * A listener for streamXml. `choose` looks at the root element and gives the layout, or throws. An element with a name
 * in `refusedElsewhere` at a place where the layout does not know it is refused: skipping it would lose money silently.
 */
export function recordListener(
  choose: (root: XmlElement) => ChosenLayout,
  handlers: RecordHandlers,
): XmlListener {
  const nodes: (LayoutNode | undefined)[] = [];
  const records: XmlRecord[] = [];
  let refusedElsewhere: ReadonlySet<string> = new Set();
  let namespace = '';

  function openRoot(element: XmlElement): LayoutNode {
    const chosen = choose(element);
    refusedElsewhere = chosen.refusedElsewhere;
    namespace = element.namespace;
    return buildRecord(chosen.layout);
  }

  function openInside(element: XmlElement): LayoutNode | undefined {
    const parent = nodes.at(-1);
    const node = element.namespace === namespace ? parent?.children.get(element.name) : undefined;
    if (node) return node;
    if (refusedElsewhere.has(element.name)) {
      const message = `<${element.name}> stands where it does not belong. Use the file as it was made.`;
      throw new FileFormatError('misplaced-element', element, message);
    }
    // Only the outermost unknown element is told; what stands inside it is part of it.
    if (parent) handlers.unknown?.(element);
    return undefined;
  }

  return {
    open(element) {
      const node = element.depth === 1 ? openRoot(element) : openInside(element);
      nodes.push(node);
      if (node?.record === undefined) return;
      const record = newRecord(node.record, element, records.at(-1));
      records.push(record);
      handlers.open(record);
    },
    close(element, text) {
      const node = nodes.pop();
      const record = records.at(-1);
      if (!node || !record) return;
      if (node.record !== undefined) {
        handlers.close(record);
        records.pop();
      } else if (text !== undefined) take(record, node, element, text);
    },
    end: handlers.end,
    ...(handlers.shortcut ? { shortcut: handlers.shortcut } : {}),
  };
}

export interface RecordLayout {
  /** Elements from the record around it, such as `NtryDtls/TxDtls`; the last is the name of the record. */
  readonly path: string;
  /** Paths of elements that stand once at most. */
  readonly fields?: readonly string[];
  /** Paths of elements that may repeat; their texts are collected in order. */
  readonly texts?: readonly string[];
  readonly records?: readonly RecordLayout[];
}

export interface ChosenLayout {
  readonly layout: RecordLayout;
  readonly refusedElsewhere: ReadonlySet<string>;
}

export interface RecordHandlers {
  /** The record has no fields yet; those around it have the fields that stood before. */
  open(record: XmlRecord): void;
  close(record: XmlRecord): void;
  unknown?(element: XmlElement): void;
  end(): void;
  /** Only for elements that the handlers themselves know to stand inside the record that is open. */
  readonly shortcut?: XmlShortcut;
}

export interface XmlRecord {
  readonly name: string;
  readonly line: number;
  readonly column?: number | undefined;
  readonly parent: XmlRecord | undefined;
  readonly fields: Map<string, XmlField>;
  readonly texts: string[];
  /** More text than one record may hold: the rest was left out. */
  textIsCut: boolean;
}

export interface XmlField {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly column?: number | undefined;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The field; throws FileFormatError 'missing-element' when the record lacks it or it is empty. */
export function getField(record: XmlRecord, name: string): XmlField {
  const field = record.fields.get(name);
  if (field && field.text !== '') return field;
  if (!field) throw missingElement(record, name);
  const message = `<${name}> is empty. The file is not complete: download it again.`;
  throw new FileFormatError('missing-element', field, message);
}

export function missingElement(record: XmlRecord, name: string): FileFormatError {
  const message = `<${name}> is missing in <${record.name}>, or stands too late. Download the file again.`;
  return new FileFormatError('missing-element', record, message);
}

export function findText(record: XmlRecord, name: string): string | undefined {
  const text = record.fields.get(name)?.text;
  return text === '' ? undefined : text;
}

const recordTextLimit = 4000;

interface LayoutNode {
  record?: string;
  field?: string;
  isText?: boolean;
  readonly children: Map<string, LayoutNode>;
}

function buildRecord(layout: RecordLayout, under: LayoutNode = { children: new Map() }): LayoutNode {
  const node = nodeAt(under, layout.path);
  node.record = layout.path.split('/').at(-1) ?? layout.path;
  for (const path of layout.fields ?? []) nodeAt(node, path).field = path;
  for (const path of layout.texts ?? []) nodeAt(node, path).isText = true;
  for (const record of layout.records ?? []) buildRecord(record, node);
  return node;
}

function nodeAt(from: LayoutNode, path: string): LayoutNode {
  let node = from;
  for (const name of path.split('/')) {
    const next = node.children.get(name) ?? { children: new Map() };
    node.children.set(name, next);
    node = next;
  }
  return node;
}

function newRecord(name: string, element: XmlElement, parent: XmlRecord | undefined): XmlRecord {
  const { line, column } = element;
  return { name, line, column, parent, fields: new Map(), texts: [], textIsCut: false };
}

function take(record: XmlRecord, node: LayoutNode, element: XmlElement, text: string): void {
  if (node.isText) takeText(record, text);
  if (node.field === undefined) return;
  if (record.fields.has(node.field)) {
    const message = `<${element.name}> stands twice in <${record.name}>. Use the file as it was made.`;
    throw new FileFormatError('repeated-element', element, message);
  }
  const { line, column, attributes } = element;
  record.fields.set(node.field, { name: element.name, text: text.trim(), line, column, attributes });
}

function takeText(record: XmlRecord, text: string): void {
  if (record.textIsCut) return;
  const clean = text.replace(/\s+/g, ' ').trim();
  const held = record.texts.reduce((length, part) => length + part.length, 0);
  // Banks repeat the same words in several elements.
  if (clean === '' || record.texts.includes(clean)) return;
  if (held + clean.length > recordTextLimit) record.textIsCut = true;
  else record.texts.push(clean);
}
