import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm run dev:dashboard` finds the API. */
const API = process.env.RETOMA_URL ?? 'http://localhost:3000';

/** As at the top of `src/ui/base.css`. */
const LAYERS = '@layer reset, base, ui, view;';

export default defineConfig({
  plugins: [react(), preloadFonts(), orderLayers()],
  server: { proxy: { '/graphql': { target: API, ws: true } } },
  build: {
    target: 'es2024',
    assetsDir: 'assets',
    // `data:` addresses of scripts and fonts are not allowed by the page's policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: (id, context) => (isFirst(id, context) ? 'start' : null) }] },
      },
    },
    // All views together are 6 KB packed: not worth a request each.
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
});

type ModuleInfoOf = { getModuleInfo(id: string): { isEntry: boolean; importers: string[] } | null };

const first = new Map<string, boolean>();

/**
 * Whether the first view needs a module at once. All of those make one file: each file more is a round trip and a place
 * in the queue of the six connections that a browser opens.
 */
function isFirst(id: string, modules: ModuleInfoOf): boolean {
  const known = first.get(id);
  if (known !== undefined) return known;
  first.set(id, false);
  const info = modules.getModuleInfo(id);
  const needed =
    info !== null && (info.isEntry || info.importers.some((importer) => isFirst(importer, modules)));
  first.set(id, needed);
  return needed;
}

/** The browser asks for fonts only once it lays out text: too late for the first paint. */
function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => /-latin-wght-normal-[^/]*\.woff2$/.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file}` },
            injectTo: 'head',
          })),
    },
  };
}

/** Layers stand in the order in which they are first named, and bundlers order files as they like. */
function orderLayers(): Plugin {
  return {
    name: 'order-layers',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
          file.source = `${LAYERS}\n${file.source}`;
        }
      },
    },
  };
}
