import { toDataURL } from 'qrcode';

/** The picture that an app reads a secret from; dark on white by night too, since not every app reads it otherwise. */
export function pictureOfCode(uri: string): Promise<string> {
  return toDataURL(uri, { margin: 2, width: 440, errorCorrectionLevel: 'M' });
}
