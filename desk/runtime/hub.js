/*
 * The script of hub.html: keeps answers for the pages of a guide on a disk, where Firefox gives every page a storage
 * of its own. Pages open hub.html in a hidden frame and talk to it by messages. Classic script; reads store.js.
 * It answers only on `file:`, only the page around it, and only what such a page asks. Without it pages keep answers
 * for themselves, and say so.
 */
(function deskHub() {
    'use strict';

    const { MARK, CALLS, shelf } = /** @type {any} */ (globalThis).jissenDeskStore;
    /** @type {Map<string, Shelf>} */
    const shelves = new Map();

    /**
     * The shelf of a guide; its page hears from now on what other windows do to it.
     * @param {string} site
     * @returns {Shelf}
     */
    function shelfOf(site) {
        let known = shelves.get(site);
        if (!known) {
            known = /** @type {Shelf} */ (shelf(site));
            known.watch(change => tell({ change }));
            shelves.set(site, known);
        }
        return known;
    }

    /** @param {object} message  Pages on a disk have no origin that could be named. */
    const tell = message => parent.postMessage({ mark: MARK, ...message }, '*');

    /** @param {any} asked */
    function isOurs(asked) {
        return asked !== null && typeof asked === 'object' && asked.mark === MARK && Number.isInteger(asked.id) &&
            typeof asked.site === 'string' && asked.site !== '' && CALLS.includes(asked.call) &&
            Array.isArray(asked.given) && asked.given.every((/** @type {unknown} */ one) => typeof one === 'string');
    }

    if (location.protocol !== 'file:' || parent === window) {
        return;
    }
    addEventListener('message', ({ source, data }) => {
        if (source === parent && isOurs(data)) {
            const given = /** @type {any} */ (shelfOf(data.site));
            tell({ id: data.id, result: given[data.call](...data.given) });
        }
    });
    tell({ ready: true });
})();
