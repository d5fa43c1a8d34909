import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { z } from 'zod';
import listing from '../../listing/listing.json' with { type: 'json' };
import { drawLogo } from '../../scripts/logo/drawing.js';
import { encodePng } from '../../scripts/logo/png.js';

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

describe('M004: The logo', () => {
  const png = readFileSync(join(root, 'listing', listing.logo));

  const header = () => {
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    return { type: png.toString('latin1', 1, 4), width, height, bits: png[24], colors: png[25] };
  };

  test('is a square PNG of at least 256 pixels with transparency', () => {
    const rgba = 6;
    const { type, width, height, bits, colors } = header();
    expect({ type, bits, colors, isSquare: width === height }).toEqual({
      type: 'PNG',
      bits: 8,
      colors: rgba,
      isSquare: true,
    });
    expect(width).toBeGreaterThanOrEqual(256);
  });

  test('is what the project draws: npm run logo', () => {
    const { width } = header();
    expect(pixelsOf(png).equals(pixelsOf(encodePng(width, drawLogo(width))))).toBe(true);
  });

  test('is empty in its corners and opaque in the middle', () => {
    const size = 64;
    const pixels = drawLogo(size);
    const alphaAt = (x: number, y: number) => pixels[(y * size + x) * 4 + 3];
    expect([alphaAt(0, 0), alphaAt(63, 0), alphaAt(0, 63), alphaAt(63, 63)]).toEqual([0, 0, 0, 0]);
    expect(alphaAt(32, 32)).toBe(255);
  });
});

/** The one IDAT chunk of a PNG, which follows the header of 33 bytes: rows, uncompressed. */
const pixelsOf = (png: Buffer): Buffer => {
  const length = z.number().positive().parse(png.readUInt32BE(33));
  return inflateSync(png.subarray(41, 41 + length));
};
