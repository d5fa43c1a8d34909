import { type PublishedApp, readPublishedApp } from './published-app.js';
import { connectionRules } from './rules/connection.js';
import { fieldRules } from './rules/fields.js';
import { sampleRules } from './rules/samples.js';
import { stepRules } from './rules/steps.js';
import { textRules } from './rules/texts.js';

const rules = [...connectionRules, ...fieldRules, ...sampleRules, ...stepRules, ...textRules]
  .map((rule) => ({ ...rule, name: `${rule.code}: ${rule.says}` }))
  .sort((one, other) => one.name.localeCompare(other.name));

let app: PublishedApp;

beforeAll(async () => {
  app = await readPublishedApp({}, (sandbox) => {
    // Two triggers are about deals that are closed, and the seeded company has none.
    const [won, lost] = sandbox.records.list('deals');
    if (won) sandbox.update('deals', won.id, { status: 'WON' });
    if (lost) sandbox.update('deals', lost.id, { status: 'LOST' });
  });
});

describe('The published app keeps the rule', () => {
  test.each(rules)('$name', ({ violations }) => {
    expect(violations(app)).toEqual([]);
  });
});

describe('A broken app is caught by', () => {
  test.each(rules)('$name', ({ violations, spoil }) => {
    const broken = structuredClone(app);
    spoil(broken);
    expect(violations(broken)).not.toEqual([]);
  });
});
