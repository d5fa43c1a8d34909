import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { documentation } from '../../scripts/docs/files.js';
import { table, withBlock } from '../../scripts/docs/markdown.js';
import { readPublishedApp } from './published-app.js';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`),
].filter((name) => name.endsWith('.md'));

test('the generated parts are current (npm run docs)', async () => {
  const files = documentation(await readPublishedApp({ seed: false }), read);
  expect(Object.fromEntries(files)).toEqual(
    Object.fromEntries([...files.keys()].map((file) => [file, read(file)])),
  );
});

describe.each(pages)('%s', (page) => {
  test('names only commands of package.json', () => {
    const named = [...read(page).matchAll(/npm run ([a-z:-]+[a-z])/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !(name in packageJson.scripts))).toEqual([]);
  });

  test('links only to files that exist', () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });
});

describe('withBlock', () => {
  test('replaces what is between its markers, and nothing else', () => {
    const once = withBlock('before\n\n<!-- a -->\nold\n<!-- /a -->\n\nafter\n', 'a', 'new');
    expect(once).toMatch(/^before\n\n<!-- a -->\n[^]*\nnew\n[^]*\n<!-- \/a -->\n\nafter\n$/);
    expect(once).not.toContain('old');
    expect(withBlock(once, 'a', 'new')).toBe(once);
  });

  test('no markers: throws', () => {
    expect(() => withBlock('no markers', 'a', 'new')).toThrow(
      'There is no <!-- a --> … <!-- /a --> to write to.',
    );
  });

  test('table: escapes bars, and joins lines', () => {
    expect(table(['A', 'B'], [['one | two', 'three\nfour']])).toBe(
      '| A | B |\n| --- | --- |\n| one \\| two | three four |',
    );
  });
});
