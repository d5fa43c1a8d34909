import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import listing from '../../listing/listing.json' with { type: 'json' };
import packageJson from '../../package.json' with { type: 'json' };
import { table, withBlock } from '../../scripts/docs/markdown.js';

const root = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);

describe('Pages', () => {
  const pages = [...filesIn('.'), ...filesIn('docs')].filter((name) => name.endsWith('.md'));

  test.each(pages)('%s: names only commands of package.json, links only to files that exist', (page) => {
    const commands = [...read(page).matchAll(/npm run ([a-z:-]+[a-z])/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => !(name in packageJson.scripts))).toEqual([]);
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test('withBlock: replaces what is between its markers, and nothing else; without them, throws', () => {
    const once = withBlock('before\n\n<!-- a -->\nold\n<!-- /a -->\n\nafter\n', 'a', 'new');
    expect(once).toMatch(/^before\n\n<!-- a -->\n[^]*\nnew\n[^]*\n<!-- \/a -->\n\nafter\n$/);
    expect(once).not.toContain('old');
    expect(withBlock(once, 'a', 'new')).toBe(once);
    expect(() => withBlock('no markers', 'a', 'new')).toThrow('There is no <!-- a --> … <!-- /a -->');
  });

  test('table: escapes bars, and joins lines', () => {
    expect(table(['A', 'B'], [['one | two', 'three\nfour']])).toMatch(/\n\| one \\\| two \| three four \|$/);
  });
});

describe('Listing in Zapier’s directory', () => {
  test('M001, M003: a CRM, published by someone who works for its maker', () => {
    expect(listing).toMatchObject({ category: 'CRM', role: 'employee' });
  });

  test('M002: a description of 40 to 140 characters that says what the app is', () => {
    const { title, description } = listing;
    expect(description).toMatch(new RegExp(`^(?=.{40,140}$)${title} is an? [a-zA-Z ].*\\.$`));
    expect(description).not.toMatch(/zapier|\bsync|integrat|!/i);
  });

  test('M004: the logo is a square PNG of at least 256 pixels with transparency', () => {
    const png = readFileSync(join(root, 'listing', listing.logo));
    // The header: https://www.w3.org/TR/png-3/#11IHDR
    const [type, width, height] = [png.toString('latin1', 0, 8), png.readUInt32BE(16), png.readUInt32BE(20)];
    const rgba = 6;
    expect([type, png[24], png[25], height]).toEqual(['\x89PNG\r\n\x1a\n', 8, rgba, width]);
    expect(width).toBeGreaterThanOrEqual(256);
  });

  test('M005, M006: an https homepage, whose domain is that of the admins’ mail', () => {
    const { protocol, hostname } = new URL(listing.homepage);
    expect([protocol, hostname.replace(/^www\./, '')]).toEqual(['https:', listing.adminEmailDomain]);
  });
});

test('The changelog begins with this version, in the form that Zapier reads on promotion', () => {
  const [first = ''] = /^## .*$/m.exec(read('CHANGELOG.md')) ?? [];
  expect(`${first} `).toContain(`## ${packageJson.version} `);
});

describe('Workflows', () => {
  const workflows = filesIn('.github/workflows');
  const release = read('.github/workflows/release.yml');

  test.each(workflows)('%s: may only read the repository, leaves no credentials in the checkout', (name) => {
    const text = read(name);
    expect(text).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(text).not.toMatch(/: write/);
    const kept = text.match(/persist-credentials: false/g) ?? [];
    expect(text.match(/actions\/checkout@/g)).toHaveLength(kept.length);
  });

  test('release: alone has the deploy key, starts with a version tag, neither promotes nor migrates', () => {
    expect(workflows.filter((name) => read(name).includes('ZAPIER_DEPLOY_KEY'))).toEqual([
      '.github/workflows/release.yml',
    ]);
    expect(release).toMatch(/^on:\n {2}push:\n {4}tags: \['v\*'\]\n\n/m);
    expect(release).toMatch(/^ {4}environment: zapier\n/m);
    expect(release).not.toMatch(/run: .*(promote|migrate)/);
  });

  test('ci: every Node.js version that the project supports', () => {
    expect(read('.github/workflows/ci.yml')).toMatch(/node: \[20, 22, 24\]/);
  });
});
