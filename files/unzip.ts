/**
 * The reports inside a zip file, one after the other, without unpacking to disk. Names of members are only shown and
 * compared, never used as paths. Sizes in the archive are claims: what comes out is counted.
 */
import { crc32 } from 'node:zlib';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { FileFormatError, type FileFormatReason } from './file-format-error';

/**
 * Yields the members whose name ends in .xml or .csv; folders, the files macOS adds and all others are passed over. Read
 * the content of each before asking for the next one.
 *
 * Throws FileFormatError, also out of a content: 'archive-broken' (damaged, sizes that lie, names that climb out),
 * 'archive-encrypted', 'archive-nested', 'archive-too-large' (over 100 members, 2 GiB, or 200 times their packed size),
 * 'archive-without-report'. Errors of reading the file pass.
 */
export async function* openSettlementArchive(
  path: string,
  limits: ArchiveLimits = archiveLimits,
): AsyncGenerator<ArchiveMember, void, undefined> {
  const zip = await asFormatError(yauzl.openPromise(path, { autoClose: false }));
  try {
    if (zip.entryCount > limits.members) {
      throw refuse('archive-too-large', `The zip file has more than ${limits.members} files.`);
    }
    const budget = new UnpackBudget(zip.fileSize, limits);
    let reports = 0;
    for await (const entry of entriesOf(zip)) {
      budget.claim(entry);
      if (!isReport(entry.fileName)) continue;
      if (entry.isEncrypted()) {
        throw refuse(
          'archive-encrypted',
          'The zip file has a password. Unpack it and import what is inside.',
        );
      }
      reports += 1;
      const { compressedSize: packedBytes, uncompressedSize: bytes } = entry;
      yield { name: shownName(entry.fileName), packedBytes, bytes, content: contentOf(zip, entry, budget) };
    }
    if (reports === 0) {
      const message = 'The zip file holds no report (.xml or .csv). Choose the file that Vipps made.';
      throw refuse('archive-without-report', message);
    }
  } finally {
    zip.close();
  }
}

export interface ArchiveMember {
  /** As the archive says, on one line and not longer than 200 characters; for showing only. */
  readonly name: string;
  /** As the archive claims. */
  readonly packedBytes: number;
  readonly bytes: number;
  readonly content: AsyncGenerator<Uint8Array, void, undefined>;
}

export interface ArchiveLimits {
  readonly members: number;
  /** Of all members together. */
  readonly unpackedBytes: number;
  /** Unpacked to packed size, for members of more than a mebibyte. */
  readonly ratio: number;
}

export const archiveLimits: ArchiveLimits = { members: 100, unpackedBytes: 2 * 1024 ** 3, ratio: 200 };

/** Small files shrink by any ratio and harm nobody. */
const ratioCountsFrom = 1024 * 1024;

/** Counts what the archive claims, and what really comes out of it. */
class UnpackBudget {
  readonly #limits: ArchiveLimits;
  readonly #fileSize: number;
  #claimedPacked = 0;
  #claimed = 0;
  #unpacked = 0;

  constructor(fileSize: number, limits: ArchiveLimits) {
    this.#fileSize = fileSize;
    this.#limits = limits;
  }

  claim(entry: Entry): void {
    this.#claimedPacked += entry.compressedSize;
    this.#claimed += entry.uncompressedSize;
    // Members that share the same packed bytes: a bomb that needs no large ratio.
    if (this.#claimedPacked > this.#fileSize) {
      throw refuse('archive-broken', 'The sizes in the zip file are not true. Download it again.');
    }
    if (this.#claimed > this.#limits.unpackedBytes) throw this.#tooLarge();
    this.#checkRatio(entry, entry.uncompressedSize);
    if (/\.zip$/i.test(entry.fileName) && !isClutter(entry.fileName)) {
      throw refuse('archive-nested', 'The zip file holds a zip file. Unpack it and import what is inside.');
    }
  }

  count(entry: Entry, bytes: number, ofMember: number): void {
    this.#unpacked += bytes;
    if (this.#unpacked > this.#limits.unpackedBytes) throw this.#tooLarge();
    this.#checkRatio(entry, ofMember);
  }

  #checkRatio({ compressedSize }: Entry, bytes: number): void {
    if (bytes > ratioCountsFrom && bytes > compressedSize * this.#limits.ratio) throw this.#tooLarge();
  }

  #tooLarge(): FileFormatError {
    return refuse(
      'archive-too-large',
      'The zip file unpacks to far more than a report. Choose the file that Vipps made.',
    );
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry, void, undefined> {
  try {
    yield* zip.eachEntry();
  } catch (error) {
    throw formatError(error);
  }
}

async function* contentOf(
  zip: ZipFile,
  entry: Entry,
  budget: UnpackBudget,
): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = await asFormatError(zip.openReadStreamPromise(entry));
  let bytes = 0;
  let checksum = 0;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: true })) {
      if (!(chunk instanceof Uint8Array)) continue;
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      budget.count(entry, chunk.length, bytes);
      yield chunk;
    }
  } catch (error) {
    throw formatError(error);
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) throw refuse('archive-broken', 'The zip file is damaged. Download it again.');
}

/** A name may hold any bytes, and be 64 KiB long. */
function shownName(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').slice(-200);
}

function isReport(name: string): boolean {
  return /\.(?:xml|csv)$/i.test(name) && !isClutter(name);
}

/** macOS adds a folder with a shadow of each file. */
function isClutter(name: string): boolean {
  return /(?:^|\/)__MACOSX\//.test(name) || /(?:^|\/)\.[^/]*$/.test(name);
}

async function asFormatError<Value>(promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw formatError(error);
  }
}

/** yauzl throws plain errors for what is wrong in the archive; those of the disk have the code of a system call. */
function formatError(error: unknown): unknown {
  if (error instanceof FileFormatError || !(error instanceof Error)) return error;
  if ('syscall' in error) return error;
  return refuse('archive-broken', 'The zip file is damaged or not complete. Download it again.');
}

function refuse(reason: FileFormatReason, message: string): FileFormatError {
  return new FileFormatError(reason, { line: 1 }, message);
}
