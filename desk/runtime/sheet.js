/*
 * The part `sheet` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskSheet() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('sheet', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
