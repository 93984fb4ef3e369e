import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';

const from = createRequire(import.meta.url);
/** Ships with Greenroom, so that an image is the same on every machine; no font of the machine's is looked for. */
const fonts = ['ttf/DejaVuSans.ttf', 'ttf/DejaVuSans-Bold.ttf'];

/** PNG of an SVG that we made ourselves. */
export function renderImage(svg: string): Buffer {
  const fontFiles = fonts.map((file) => from.resolve(`dejavu-fonts-ttf/${file}`));
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' } });
  return drawn.render().asPng();
}
