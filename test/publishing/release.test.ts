import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(__dirname, '../..');
const workflows = join(root, '.github/workflows');
const textOf = (name: string): string => readFileSync(join(workflows, name), 'utf8');

test('The changelog begins with this version, in the form that Zapier reads on promotion', () => {
  const [first] = /^## .*$/m.exec(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')) ?? [];
  expect(first).toMatch(new RegExp(`^## ${packageJson.version.replaceAll('.', '\\.')}( |$)`));
});

describe('The workflows', () => {
  const names = readdirSync(workflows);

  test.each(names)('%s may only read the repository', (name) => {
    expect(textOf(name)).toMatch(/^permissions:\n {2}contents: read\n/m);
    expect(textOf(name)).not.toMatch(/: write/);
  });

  test.each(names)('%s leaves no credentials in the checkout', (name) => {
    const text = textOf(name);
    expect(text.match(/actions\/checkout@/g)).toHaveLength(
      text.match(/persist-credentials: false/g)?.length ?? 0,
    );
  });

  test('Only the release has the deploy key, and only a version tag starts it', () => {
    expect(names.filter((name) => textOf(name).includes('ZAPIER_DEPLOY_KEY'))).toEqual(['release.yml']);
    expect(textOf('release.yml')).toMatch(/^on:\n {2}push:\n {4}tags: \['v\*'\]\n\n/m);
    expect(textOf('release.yml')).toMatch(/^ {4}environment: zapier\n/m);
  });

  test('The release neither promotes nor migrates', () => {
    expect(textOf('release.yml')).not.toMatch(/run: .*(promote|migrate)/);
  });

  test('Every Node.js version that the project supports is tested', () => {
    expect(textOf('ci.yml')).toMatch(/node: \[20, 22, 24\]/);
  });
});
