/** Everything a person reads on the desk stands in app/i18n, where both languages are; what is the same in both may stand in code. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The names of languages stand in those languages; keys bear their names in both. */
const sameInBoth = ['Oppgjør', 'openapi.json', 'Demo', 'English', 'Norsk', 'Ctrl K'];
const read = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'summary']);

describe('the code of the pages', () => {
  const files = fs
    .readdirSync('app', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => path.join('app', name));

  it('finds texts where there are some', () => {
    const code = '<p title="Hello">Good {word} morning<b aria-label={y ? `there` : ""}>{"Bye"}</b></p>';
    expect(textsOf('x.tsx', code)).toEqual(['Hello', 'Good', 'morning', 'there', 'Bye']);
  });

  it.each(files)('%s holds no text', (file) => {
    expect(textsOf(file, fs.readFileSync(file, 'utf8'))).toEqual([]);
  });
});

function textsOf(file: string, code: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const keep = (text: string) => {
    const trimmed = text.trim();
    if (/\p{L}{3,}/u.test(trimmed) && !sameInBoth.includes(trimmed)) found.push(trimmed);
  };
  const keepExpression = (node: ts.Expression | undefined) => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) keep(node.text);
    else if (ts.isTemplateExpression(node))
      for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) keep(part.text);
    else if (ts.isConditionalExpression(node)) {
      keepExpression(node.whenTrue);
      keepExpression(node.whenFalse);
    }
  };
  const walk = (node: ts.Node) => {
    if (ts.isJsxText(node)) keep(node.text);
    if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent)))
      keepExpression(node.expression);
    if (ts.isJsxAttribute(node) && read.has(node.name.getText(source))) {
      const value = node.initializer;
      if (value !== undefined && ts.isStringLiteral(value)) keep(value.text);
      if (value !== undefined && ts.isJsxExpression(value)) keepExpression(value.expression);
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}
