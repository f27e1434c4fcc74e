/*
 * The part `regulation` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskRegulation() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('regulation', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
