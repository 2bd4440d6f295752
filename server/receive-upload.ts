/** Takes in files of any size that a person uploads: streamed to disk, read by a job. The answer leads to the page of the import. */
import path from 'node:path';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request, RequestHandler, Response } from 'express';
import { importKinds } from '#db/imports';
import type { OpenDesk } from '#services/open-desk';
import { type ReceivedFile, receiveFile } from '#services/receive-file';
import type { Person } from '#services/sessions';
import { importFolderOf } from '#services/settings';

export const uploadPath = '/imports/upload';

/** A form with the field `kind`, then the file; what the file clearly is counts more than the form it was put into. Only for people who may import. */
export function receiveUpload(desk: OpenDesk): RequestHandler {
  return (request, response, next) => {
    const actor = (response.locals.person as Person).username;
    readForm(request, (kind, fileName, content) =>
      receiveFile(desk, {
        kind,
        kindByContent: true,
        fileName,
        content,
        actor,
        folder: importFolderOf(desk.settings),
      }),
    )
      .then((received) => answer(response, received))
      .catch((error: unknown) => {
        if (request.complete || error instanceof UnreadableForm) return next(error);
        desk.log.warn({ err: error }, 'an upload was broken off; nothing of it was kept');
        return response.destroy();
      });
  };
}

function answer(response: Response, received: ReceivedFile | undefined): void {
  if (received === undefined) response.redirect(303, '/imports?refused=none');
  else if (received.kind === 'refused')
    response.set('Connection', 'close').redirect(303, `/imports?refused=${received.reason}`);
  else response.redirect(303, `/imports/${received.importId}${received.kind === 'known' ? '?known=1' : ''}`);
}

type Take = (kind: ImportKind, fileName: string, content: Readable) => Promise<ReceivedFile>;
type ImportKind = (typeof importKinds)[number];

/** Undefined when the form holds no file. */
function readForm(request: Request, take: Take): Promise<ReceivedFile | undefined> {
  return new Promise((resolve, reject) => {
    let kind: ImportKind | undefined;
    let taken: Promise<ReceivedFile> | undefined;
    let form: busboy.Busboy;
    try {
      form = busboy({ headers: request.headers, limits: { files: 1, fields: 5, fieldSize: 100, parts: 8 } });
    } catch (error) {
      reject(new UnreadableForm('this is not a form with a file', { cause: error }));
      return;
    }
    form.on('field', (name, value) => {
      if (name === 'kind') kind = importKinds.find((word) => word === value);
    });
    form.on('file', (_name, content, { filename }) => {
      // A form that ends inside its file fails here as well; with nobody to listen it would end the process.
      content.on('error', (cause) => {
        if (request.complete) reject(new UnreadableForm('the form ends inside its file', { cause }));
      });
      if (!filename || kind === undefined) {
        content.resume();
        if (filename) reject(new UnreadableForm('the kind of file must be told before the file'));
        return;
      }
      // A browser that goes away must not leave half a file waiting for its other half.
      request.on('close', () => {
        if (!request.complete) content.destroy(new Error('the upload was broken off'));
      });
      taken = take(kind, path.basename(filename), content);
      taken
        .then((received) => {
          if (received.kind !== 'refused') return;
          // The rest is not read: it may be without end. Nobody waits for a form that is not read to its end.
          request.unpipe(form);
          request.resume();
          resolve(received);
        }, reject)
        .finally(() => content.resume());
    });
    form.on('error', (error) => reject(new UnreadableForm('the form could not be read', { cause: error })));
    form.on('close', () => (taken === undefined ? resolve(undefined) : taken.then(resolve, reject)));
    request.pipe(form);
  });
}

/** The status is read by the error handler of the web server. */
class UnreadableForm extends Error {
  override readonly name = 'UnreadableForm';
  readonly status = 400;
}
