/*
 * The script of hub.html: keeps answers for the pages of a guide on a disk, where Firefox gives every page a storage
 * of its own. Pages open hub.html in a hidden frame and talk to it by messages. Classic script.
 */
(function deskHub() {
    'use strict';
})();
