/*
 * The page that is measured: a box, a list, and nothing of a search engine before the first query. The engine's name
 * stands in the script's `data-engine`, the query in `?q=`. `benchAnswered` resolves to the milliseconds since the page
 * was opened when the first results are drawn; `benchSearch` asks again.
 */
(function benchPage() {
    'use strict';

    const name = document.currentScript.dataset.engine;
    const data = {};
    window.benchData = (key, text) => {
        data[key] = text;
    };

    const inject = source =>
        new Promise((resolve, reject) => {
            const script = document.createElement('script');
            script.src = source;
            script.async = false; // run in this order
            script.onload = resolve;
            script.onerror = () => reject(new Error(source));
            document.head.append(script);
        });

    async function ours() {
        window.jissenSearch = { folder: new URL('search/', location.href).href };
        await Promise.all(['search/engine.js', 'search/head.js'].map(inject));
        return async query => (await window.jissenSearch.search(query)).hits;
    }

    async function pagefind() {
        const engine = await import(new URL('pagefind/pagefind.js', location.href).href);
        return async query => {
            const { results } = await engine.search(query);
            const found = await Promise.all(results.slice(0, 10).map(result => result.data()));
            return found.map(({ meta, excerpt }) => {
                const [page, anchor] = meta.address.split('#');
                return { page, anchor, title: '', heading: meta.title, excerpt };
            });
        };
    }

    async function peer() {
        await Promise.all(['library.js', 'engines.js', 'index.js', 'sections.js'].map(inject));
        const engine = window.bench.engines[name];
        const handle = engine.open(data.index);
        const sections = JSON.parse(data.sections);
        return async query => window.bench.search(engine, handle, sections, query);
    }

    const opened = { ours, pagefind }[name] || peer;
    let search;
    window.benchSearch = async query => {
        search ??= opened();
        return (await search)(query);
    };

    const nextFrame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));

    async function answer(query) {
        const list = document.querySelector('ol');
        for (const hit of await window.benchSearch(query)) {
            const item = document.createElement('li');
            item.textContent = `${hit.title} ${hit.heading} ${hit.excerpt}`;
            list.append(item);
        }
        await nextFrame();
        return performance.now();
    }

    window.benchAnswered = answer(new URLSearchParams(location.search).get('q') || '');
})();
