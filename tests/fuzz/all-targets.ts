/** Every target by its name; each is opened when it is used. */
import { fileTargets, openFileTarget } from './file-targets';
import type { Target } from './fuzz-target';
import { openParserTarget, parsers } from './parser-targets';
import { openWebTarget, webTargets } from './web-targets';

export type Opener = { readonly name: string; open(): Promise<Target<unknown>> };

const opener = <Input>(name: string, open: () => Promise<Target<Input>>): Opener => ({
  name,
  open: async () => (await open()) as Target<unknown>,
});

export const openers: readonly Opener[] = [
  ...parsers.map((parser) => opener(parser.name, () => openParserTarget(parser))),
  ...fileTargets.map((target) => opener(target.name, () => openFileTarget(target))),
  ...webTargets.map((target) => opener(target.name, () => openWebTarget(target))),
];
