/*
 * What parts of the desk share about `file`. Classic script; see ../README.md, section 6.
 */
(function deskFile() {
    'use strict';
})();
