/**
 * One hardened way to read XML as a stream, shared by every format. Memory is bounded by the limits below, whatever
 * the size of the file. No DOCTYPE, no entities but the five of XML, no network, no mixed content.
 */
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { excerpt, FileFormatError, type FileFormatReason, type FilePlace } from './file-format-error';
import type { ByteInput } from './text-decoders';
import { decodeXml } from './xml-encoding';

/**
 * Feeds the file to a listener and yields what it emits, in order, while the file is still being read. How the input
 * is cut into chunks changes nothing. What was emitted before an error is yielded before the error is thrown, so a
 * caller must not keep anything until the generator has ended. Throws FileFormatError; errors of the input pass.
 */
export async function* streamXml<Event>(
  input: ByteInput,
  listen: (emit: (event: Event) => void) => XmlListener,
  limits: XmlLimits = xmlLimits,
): AsyncGenerator<Event, void, undefined> {
  for await (const batch of streamXmlInBatches(input, listen, limits)) yield* batch;
}

/** The same, all that a piece of the file gave at once: handing over one by one costs more than reading. */
export async function* streamXmlInBatches<Event>(
  input: ByteInput,
  listen: (emit: (event: Event) => void) => XmlListener,
  limits: XmlLimits = xmlLimits,
): AsyncGenerator<readonly Event[], void, undefined> {
  let queue: Event[] = [];
  const parser = listeningParser(
    listen((event) => queue.push(event)),
    limits,
  );
  for await (const text of decodeXml(input, parser.place)) {
    const failure = attempt(() => parser.write(text));
    const batch = queue;
    queue = [];
    if (batch.length > 0) yield batch;
    if (failure) throw failure.cause;
  }
  const failure = attempt(() => parser.close());
  if (queue.length > 0) yield queue;
  if (failure) throw failure.cause;
}

export interface XmlListener {
  open(element: XmlElement): void;
  /** `text` is undefined when the element holds elements. */
  close(element: XmlElement, text: string | undefined): void;
  end(): void;
  readonly shortcut?: XmlShortcut;
}

/**
 * A way around the parser for an element that stands there by the thousand, each after the other. Where the parser has just closed one,
 * the text that follows is offered; what is taken of it must be what the parser would have made of it, with whole elements only, and
 * anything but the plainest form is left to the parser.
 */
export interface XmlShortcut {
  /** Its end tag, as it is mostly written. */
  readonly endTag: string;
  /** Takes as many whole elements as it can; returns where the last of them ends, or `from`. `line` is the one at `from`. */
  take(text: string, from: number, line: number): number;
}

export interface XmlElement extends FilePlace {
  /** Without its prefix. */
  readonly name: string;
  readonly namespace: string;
  /** 1 for the root. */
  readonly depth: number;
  readonly attributes: ReadonlyMap<string, string>;
}

export interface XmlLimits {
  readonly depth: number;
  readonly nameLength: number;
  /** Characters of the text of one element. */
  readonly textLength: number;
  /** Characters from one piece of markup to the next: bounds comments, tags, and text nobody reads. */
  readonly tokenLength: number;
}

export const xmlLimits: XmlLimits = { depth: 40, nameLength: 120, textLength: 10_000, tokenLength: 65_536 };

interface ListeningParser {
  write(text: string): void;
  close(): void;
  place(): FilePlace;
}

interface Frame {
  readonly element: XmlElement;
  text: string;
  hasElements: boolean;
}

function listeningParser(listener: XmlListener, limits: XmlLimits): ListeningParser {
  const parser = new SaxesParser({ xmlns: true });
  const frames: Frame[] = [];
  let tokenStart = { position: 0, line: 1, column: 1 };
  let tagPlace: FilePlace = { line: 1, column: 1 };
  let sawRoot = false;
  let sawAnything = false;
  let written = 0;
  let closedAt = -1;

  const place = (): FilePlace => ({ line: parser.line, column: parser.column + 1 });

  function checkToken(position: number): void {
    if (position - tokenStart.position <= limits.tokenLength) return;
    const message = `A tag, comment or text is longer than ${limits.tokenLength} characters. This is not such a file.`;
    throw new FileFormatError('too-long', tokenStart, message);
  }

  function markup(): void {
    const { position } = parser;
    checkToken(position);
    tokenStart = { position, line: parser.line, column: parser.column + 1 };
  }

  function takeText(text: string): void {
    const frame = frames.at(-1);
    // The place of text outside the root is told by its beginning; saxes may tell the text first, and then that it is wrong.
    if (!frame && text.trim() !== '') {
      checkToken(parser.position);
      return;
    }
    markup();
    if (!frame) return;
    if (frame.hasElements) {
      if (text.trim() !== '') throw mixed(frame.element);
      return;
    }
    frame.text += text;
    if (frame.text.length > limits.textLength) {
      const message = `The text of <${frame.element.name}> is longer than ${limits.textLength} characters.`;
      throw new FileFormatError('too-long', frame.element, message);
    }
  }

  parser.on('error', (error) => {
    // Text that belongs to no element is told at the end of the piece that was read: where it begins does not depend on the cut.
    throw syntaxError(error.message, isOutsideText(error.message) ? tokenStart : place());
  });
  parser.on('doctype', () => {
    const message =
      'The file has a DOCTYPE, which is refused because it can hide entities. Use the file as Vipps made it.';
    throw new FileFormatError('doctype', tokenStart, message);
  });
  parser.on('comment', markup);
  parser.on('processinginstruction', markup);
  parser.on('xmldecl', markup);
  parser.on('text', takeText);
  parser.on('cdata', takeText);
  parser.on('opentagstart', (tag) => {
    markup();
    tagPlace = { line: parser.line, column: Math.max(1, parser.column - tag.name.length) };
    if (frames.length >= limits.depth) {
      throw new FileFormatError(
        'too-deep',
        tagPlace,
        `Elements stand more than ${limits.depth} deep. This is not such a file.`,
      );
    }
    if (tag.name.length > limits.nameLength) {
      throw new FileFormatError(
        'too-long',
        tagPlace,
        `The name of an element is longer than ${limits.nameLength} characters.`,
      );
    }
  });
  parser.on('opentag', (tag) => {
    markup();
    sawRoot = true;
    const parent = frames.at(-1);
    if (parent) {
      if (!parent.hasElements && parent.text.trim() !== '') throw mixed(parent.element);
      parent.hasElements = true;
      parent.text = '';
    }
    const { line, column } = tagPlace;
    const depth = frames.length + 1;
    const element = {
      line,
      column,
      name: tag.local,
      namespace: tag.uri,
      depth,
      attributes: attributesOf(tag),
    };
    frames.push({ element, text: '', hasElements: false });
    listener.open(element);
  });
  parser.on('closetag', () => {
    markup();
    const frame = frames.pop();
    if (!frame) return;
    listener.close(frame.element, frame.hasElements ? undefined : frame.text);
    // One with attributes may have a namespace that the next one has not.
    if (frame.element.attributes.size === 0) closedAt = parser.position;
  });

  function parse(text: string): void {
    parser.write(text);
    // Between two writes the parser's own position is not defined.
    written += text.length;
    checkToken(written);
  }

  /** The parser is given as much white space as the shortcut has taken, so that it knows its place. */
  function parseWithShortcut(text: string, { endTag, take }: XmlShortcut): void {
    let from = 0;
    while (from < text.length) {
      const found = text.indexOf(endTag, from);
      const end = found < 0 ? text.length : found + endTag.length;
      parse(text.slice(from, end));
      from = end;
      // Inside a comment, say, the words close nothing.
      if (found < 0 || closedAt !== written) continue;
      const taken = take(text, from, parser.line);
      if (taken === from) continue;
      const blank = blankOf(text, from, taken);
      parser.write(blank);
      written += blank.length;
      // What was taken ends in markup.
      tokenStart = { position: written, line: parser.line, column: parser.column + 1 };
      from = taken;
    }
  }

  return {
    place,
    write(text) {
      sawAnything ||= text.replace('\ufeff', '').trim() !== '';
      // The parser is told in line feeds what was taken.
      const isPlain = limits === xmlLimits && !(text.includes('\r') && loneReturn.test(text));
      if (listener.shortcut && isPlain) parseWithShortcut(text, listener.shortcut);
      else parse(text);
    },
    close() {
      if (!sawAnything) throw new FileFormatError('empty', place(), 'The file is empty. Download it again.');
      const open = frames.at(-1)?.element;
      if (open) throw truncated(place(), `inside <${open.name}>, which began on line ${open.line}`);
      if (!sawRoot) throw truncated(place(), 'before it has begun');
      parser.close();
      listener.end();
    },
  };
}

const loneReturn = /\r(?!\n)/;

/** White space as long and with as many lines as that part of the text, and a last line as long as its last. */
function blankOf(text: string, from: number, to: number): string {
  let lines = 0;
  let last = from - 1;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    last = at;
  }
  return '\n'.repeat(lines) + ' '.repeat(to - last - 1);
}

const noAttributes: ReadonlyMap<string, string> = new Map();

/** Nearly all elements have none. */
function attributesOf(tag: SaxesTagNS): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | undefined;
  for (const name in tag.attributes) {
    const attribute = tag.attributes[name];
    if (!attribute) continue;
    attributes ??= new Map();
    attributes.set(attribute.local, attribute.value);
  }
  return attributes ?? noAttributes;
}

function mixed(element: XmlElement): FileFormatError {
  const message = `<${element.name}> holds both text and elements. Use the file as it was made.`;
  return new FileFormatError('mixed-content', element, message);
}

function truncated(place: FilePlace, where: string): FileFormatError {
  return new FileFormatError(
    'truncated',
    place,
    `The file ends ${where}. It is incomplete: download it again.`,
  );
}

/** saxes tells its errors apart by words only; those that need a reason of their own are picked out here, once. */
function syntaxError(saxesMessage: string, place: FilePlace): FileFormatError {
  const detail = saxesMessage.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
  if (detail.startsWith('unexpected end')) return truncated(place, 'in the middle of a tag or a comment');
  const [reason, message] = explain(detail);
  return new FileFormatError(reason, place, message);
}

function isOutsideText(saxesMessage: string): boolean {
  return saxesMessage.includes('text data outside of root node');
}

function explain(detail: string): [FileFormatReason, string] {
  if (detail === 'undefined entity') {
    return ['entity', 'The file uses an entity of its own, which is refused. Use the file as it was made.'];
  }
  if (isOutsideText(detail)) {
    return [
      'not-xml',
      'This is not an XML file, or something stands before or after the XML. Choose the XML file.',
    ];
  }
  return ['not-xml', `The XML is broken here (${excerpt(detail).slice(1, -1)}). Download the file again.`];
}

function attempt(step: () => void): { cause: unknown } | undefined {
  try {
    step();
    return undefined;
  } catch (cause) {
    return { cause };
  }
}
