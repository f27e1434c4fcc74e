/*
 * The part `pack` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskPack() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('pack', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
