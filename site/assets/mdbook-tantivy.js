/*
 * Puts the search of mdbook-tantivy into the menu bar of mdBook's own pages. Classic script: no modules, no build.
 * `additional-js` names it as `theme/mdbook-tantivy.js`, so that it lies one folder below the top of the site; what it
 * loads lies in `search/`, where the backend puts it. Without this script pages read as before.
 */
(function mdbookTantivy() {
    'use strict';

    const script = document.currentScript;
    const bar = document.querySelector('.menu-bar');
    if (!(script instanceof HTMLScriptElement) || !bar) {
        return;
    }
    const folder = new URL('../search/', script.src).href;

    const place = document.createElement('div');
    place.className = 'guide-search mdbook-tantivy';
    place.dataset.guideSearch = '';
    bar.insertBefore(place, bar.querySelector('.right-buttons'));

    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = `${folder}interface.css`;

    const box = document.createElement('script');
    box.src = `${folder}interface.js`;
    box.dataset.search = folder;
    box.dataset.engine = `${folder}engine.js`;
    box.onerror = () => {
        place.textContent = '検索のファイル（search/）がありません';
    };
    document.head.append(style, box);
})();
