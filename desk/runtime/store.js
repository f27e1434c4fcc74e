/*
 * Where answers are kept in this browser. Classic script: no modules, no build, no network.
 * Works over localStorage, under keys that begin with the id of the guide. hub.html loads it too.
 * Without this script nothing is kept, and the desk says so.
 */
(function deskStore() {
    'use strict';

    /**
     * The shelf of a guide. Reading and writing take no time: what `write` answered is on the disk's way.
     * @param {string} site
     * @returns {Shelf}
     */
    function shelf(site) {
        const KEY = `${site}-answers`;
        const REVISION = `${site}-answers-revision`;
        return {
            read() {
                try {
                    return { revision: Number(localStorage.getItem(REVISION)), text: localStorage.getItem(KEY), trouble: '' };
                } catch (error) {
                    return { revision: 0, text: null, trouble: 'この端末では、回答を保存できません。' };
                }
            },
            write(revision, text) {
                const kept = this.read();
                if (kept.revision !== revision) {
                    return { conflict: kept };
                }
                try {
                    localStorage.setItem(KEY, text);
                    localStorage.setItem(REVISION, String(revision + 1));
                    return { revision: revision + 1 };
                } catch (error) {
                    return { trouble: error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'refused' };
                }
            },
            erase() {
                try {
                    localStorage.removeItem(KEY);
                    localStorage.removeItem(REVISION);
                    return true;
                } catch (error) {
                    return false;
                }
            },
        };
    }

    /** @type {any} */ (globalThis).jissenDeskStore = Object.freeze({ shelf });
})();
