import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import listing from '../../listing/listing.json' with { type: 'json' };

const root = join(__dirname, '../..');

describe('The listing in Zapier’s directory', () => {
  test('M001: has a category', () => {
    expect(listing.category).toBe('CRM');
  });

  test('M002: has a description of 40 to 140 characters that says what the app is', () => {
    const { title, description } = listing;
    expect(description.length).toBeGreaterThanOrEqual(40);
    expect(description.length).toBeLessThanOrEqual(140);
    expect(description).toMatch(new RegExp(`^${title} is an? [a-zA-Z ].*\\.$`));
    expect(description).not.toMatch(/zapier|\bsync|integrat|!/i);
  });

  test('M003: has a role that may publish: someone who works for the maker of the app', () => {
    expect(listing.role).toBe('employee');
  });

  test('M005, M006: has an https homepage, whose domain is that of the admins’ mail', () => {
    const { protocol, hostname } = new URL(listing.homepage);
    expect(protocol).toBe('https:');
    expect(hostname.replace(/^www\./, '')).toBe(listing.adminEmailDomain);
  });
});

test('M004: The logo is a square PNG of at least 256 pixels with transparency', () => {
  const png = readFileSync(join(root, 'listing', listing.logo));
  // The header: https://www.w3.org/TR/png-3/#11IHDR
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const rgba = 6;
  expect({ type: png.toString('latin1', 0, 8), bits: png[24], colors: png[25], height }).toEqual({
    type: '\x89PNG\r\n\x1a\n',
    bits: 8,
    colors: rgba,
    height: width,
  });
  expect(width).toBeGreaterThanOrEqual(256);
});
