/*
 * The part `item` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskItem() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('item', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
