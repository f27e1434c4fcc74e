/*
 * The search box of every page. Classic script: no modules, no build, no network.
 * Loads reader.js, and through it the index, when a reader first uses the box or opens a page with `?q=`.
 * README.md beside the crate (section 6) says what the element that loads this script carries.
 * Without this script a link to the list of topics stands in the place of the box.
 */
(function guideSearch() {
    'use strict';

    /**
     * @typedef {Object} Options
     * @property {number} [limit]  How many hits at most, 10 when missing.
     * @property {string} [kind]
     * @property {string} [edition]
     */
    /**
     * @typedef {Object} Hit
     * @property {string} url  Where it leads, from this page.
     * @property {string} page
     * @property {string} anchor
     * @property {string} title
     * @property {string} heading  Empty for the text before a page's first heading.
     * @property {string} breadcrumb
     * @property {string} kind
     * @property {string} edition
     * @property {string} excerpt
     * @property {[number, number][]} marks  Begin and end in `excerpt`.
     * @property {number} score
     * @property {number} level
     */
    /**
     * @typedef {Object} Answer
     * @property {Hit[]} hits
     * @property {number} total
     * @property {[string, number][]} kinds
     * @property {[string, number][]} editions
     * @property {{from: string, to: string}[]} instead
     * @property {number} level
     */
    /**
     * @typedef {Object} Engine
     * @property {(text: string, options?: Options) => Promise<Hit[]>} query
     * @property {(text: string, options?: Options) => Promise<Answer>} search
     * @property {(text: string) => Promise<string[]>} nearest
     * @property {string} folder
     */

    const script = document.currentScript;
    if (!(script instanceof HTMLScriptElement)) {
        return;
    }
    const places = script.dataset;

    /** @param {string | undefined} address  Relative to the page. @returns {string} */
    const absolute = (address) => new URL(address || '', document.baseURI).href;

    /** @type {Promise<void> | undefined} */
    let loading;

    /** Brings reader.js into the page; a failure is forgotten, so that the next call tries again. */
    function load() {
        loading ||= new Promise((resolve, reject) => {
            const element = document.createElement('script');
            element.src = absolute(places.reader);
            element.onload = () => resolve();
            element.onerror = () => {
                element.remove();
                loading = undefined;
                reject(new Error('検索のファイルを読み込めません。ファイルがそろっているか確かめてください。'));
            };
            document.head.append(element);
        });
        return loading;
    }

    /** @type {Engine} */
    const engine = {
        folder: absolute(places.search),
        query: (text, options) => load().then(() => loaded('query')(text, options)),
        search: (text, options) => load().then(() => loaded('search')(text, options)),
        nearest: (text) => load().then(() => loaded('nearest')(text)),
    };
    const ours = { ...engine };

    /**
     * What reader.js put in the place of our function.
     * @template {'query' | 'search' | 'nearest'} Name
     * @param {Name} name
     * @returns {Engine[Name]}
     */
    function loaded(name) {
        if (engine[name] === ours[name]) {
            throw new Error('検索のファイルが壊れています。もう一度入手してください。');
        }
        return engine[name];
    }

    Object.assign(window, { jissenSearch: engine });
})();
