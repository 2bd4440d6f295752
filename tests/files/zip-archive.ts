/** Writes zip files for the tests, true ones and those that lie. Knows the format on its own, without files/. */
import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

export interface MemberModel {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the archive claims instead of the truth. */
  readonly claims?: { readonly bytes?: number; readonly packedBytes?: number; readonly crc32?: number };
  readonly encrypted?: boolean;
  /** Not packed here, but the bytes of the member before: an archive that overlaps. */
  readonly sharesBytes?: boolean;
}

export function zipBytes(members: readonly MemberModel[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let shared = { offset: 0, packed: 0 };
  for (const member of members) {
    const content = Buffer.from(member.content);
    const packed = deflateRawSync(content, { level: 9 });
    if (!member.sharesBytes) shared = { offset, packed: packed.length };
    const head = header(member, content, packed.length);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), head, Buffer.from(member.name)]);
    const central = [Buffer.from('504b01021400', 'hex'), head, Buffer.alloc(14), Buffer.from(member.name)];
    central[2]?.writeUInt32LE(shared.offset, 10);
    directory.push(...central);
    if (member.sharesBytes) continue;
    bodies.push(local, packed);
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

/** From the version needed to the length of the extra field: the same in both places. */
function header(member: MemberModel, content: Buffer, packedBytes: number): Buffer {
  const { claims = {} } = member;
  const head = Buffer.alloc(26);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(member.encrypted ? 1 : 0, 2);
  head.writeUInt16LE(8, 4);
  head.writeUInt32LE(claims.crc32 ?? crc32(content), 10);
  head.writeUInt32LE(claims.packedBytes ?? packedBytes, 14);
  head.writeUInt32LE(claims.bytes ?? content.length, 18);
  head.writeUInt16LE(Buffer.byteLength(member.name), 22);
  return head;
}

/** A folder that is gone when the tests have ended. */
export function temporaryFiles(): {
  write(name: string, content: string | Uint8Array): string;
  remove(): void;
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'oppgjor-files-'));
  return {
    write(name, content) {
      const file = path.join(folder, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
