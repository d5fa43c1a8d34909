/**
 * The logo: an H of two pillars whose bar rises from left to right, white on a tile in two shades of blue.
 * Lengths are shares of the tile's side.
 */

type Point = { readonly x: number; readonly y: number };
type Line = { readonly from: Point; readonly to: Point };
type Color = readonly [red: number, green: number, blue: number];

const TOP_LEFT: Color = [56, 97, 251];
const BOTTOM_RIGHT: Color = [24, 40, 148];
const MARK: Color = [255, 255, 255];

const CORNER = 0.22;
const STROKE = 0.068;
const LINES: readonly Line[] = [
  { from: { x: 0.32, y: 0.26 }, to: { x: 0.32, y: 0.74 } },
  { from: { x: 0.68, y: 0.26 }, to: { x: 0.68, y: 0.74 } },
  { from: { x: 0.32, y: 0.58 }, to: { x: 0.68, y: 0.42 } },
];

/** Red, green, blue and alpha of each pixel, row by row. */
export const drawLogo = (size: number): Uint8Array => {
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      pixels.set(pixelAt(row, column, size), (row * size + column) * 4);
    }
  }
  return pixels;
};

const pixelAt = (row: number, column: number, size: number): number[] => {
  const point = { x: (column + 0.5) / size, y: (row + 0.5) / size };
  const ground = mix(TOP_LEFT, BOTTOM_RIGHT, (point.x + point.y) / 2);
  const alpha = Math.round(255 * covered(beyondTile(point), size));
  return [...mix(ground, MARK, covered(beyondMark(point), size)), alpha];
};

/** How much of a pixel lies inside of an edge, by the distance from its middle to the edge: this smooths the edges. */
const covered = (beyond: number, size: number): number => Math.min(1, Math.max(0, 0.5 - beyond * size));

const mix = (one: Color, other: Color, share: number): Color => {
  const between = (from: number, to: number): number => Math.round(from + (to - from) * share);
  return [between(one[0], other[0]), between(one[1], other[1]), between(one[2], other[2])];
};

/** How far a point lies outside of the tile; below 0 inside. */
const beyondTile = ({ x, y }: Point): number => {
  const dx = Math.max(CORNER - x, x - (1 - CORNER), 0);
  const dy = Math.max(CORNER - y, y - (1 - CORNER), 0);
  return Math.sqrt(dx * dx + dy * dy) - CORNER;
};

/** How far a point lies outside of the mark; below 0 inside. */
const beyondMark = (point: Point): number => Math.min(...LINES.map((line) => distance(point, line))) - STROKE;

/** From a point to a line, whose ends are round. */
const distance = (point: Point, { from, to }: Line): number => {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const along = ((point.x - from.x) * dx + (point.y - from.y) * dy) / (dx * dx + dy * dy);
  const share = Math.min(1, Math.max(0, along));
  return Math.sqrt((point.x - from.x - share * dx) ** 2 + (point.y - from.y - share * dy) ** 2);
};
