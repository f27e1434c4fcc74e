/*
 * The part `home` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskHome() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('home', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
