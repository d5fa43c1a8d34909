/** Draws listing/logo.png: `npm run logo`. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { drawLogo } from './logo/drawing.js';
import { encodePng } from './logo/png.js';

/** Zapier asks for 256 pixels at least, and shows it at many sizes. */
const SIZE = 512;

writeFileSync(resolve(import.meta.dirname, '../listing/logo.png'), encodePng(SIZE, drawLogo(SIZE)));
