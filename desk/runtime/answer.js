/*
 * What parts of the desk share about `answer`. Classic script; see ../README.md, section 6.
 */
(function deskAnswer() {
    'use strict';
})();
