/*
 * The part `carry` of the desk. Classic script; see ../README.md, section 6.
 */
(function deskCarry() {
    'use strict';

    /** @type {any} */ (globalThis).jissenDesk.part('carry', (/** @type {HTMLElement} */ element, /** @type {Desk} */ desk) => {
        element.dataset.deskReady = String(desk.value().version);
    });
})();
