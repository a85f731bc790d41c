'use strict';
// Without this script the report is whole: links, folds and printing work. It adds the search.
(() => {
  const byId = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const search = byId('search');
  const standing = byId('mp-standing');
  const found = byId('found');

  // What is searched, with its text, read once.
  let entries = null;
  const index = () => {
    entries ??= all('[data-s], .p').map((element) => ({ element, text: element.textContent.toLowerCase() }));
    return entries;
  };

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const word = standing ? standing.value : '';
    let count = 0;
    for (const { element, text } of index()) {
      const said = element.dataset.s;
      const fits = words.every((it) => text.includes(it)) && (!word || !said || said === word);
      element.hidden = !fits;
      if (fits && said !== undefined) count += 1;
    }
    const asks = words.length > 0 || word !== '';
    document.body.classList.toggle('filtered', asks);
    found.textContent = asks ? `${count} found` : '';
  };

  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  standing?.addEventListener('change', filter);
  byId('search-form').addEventListener('submit', (event) => {
    event.preventDefault();
    filter();
    const first = document.querySelector('main [data-s]:not([hidden]) a, main details[data-s]:not([hidden]) summary');
    first?.focus();
  });

  const clear = () => {
    search.value = '';
    if (standing) standing.value = '';
    filter();
  };

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const types = event.target.closest('input, select, textarea');
    if (event.key === '/' && !types) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape' && types) {
      clear();
    }
  });

  // A link leads to what it names, also where that is folded or filtered away.
  const reveal = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && byId(id);
    if (!target) return;
    if (target.closest('[hidden]')) clear();
    for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    (target.closest('details') ?? target).scrollIntoView();
  };
  window.addEventListener('hashchange', reveal);
  reveal();

  // Paper has no folds.
  let folded = [];
  window.addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const fold of folded) fold.open = true;
  });
  window.addEventListener('afterprint', () => {
    for (const fold of folded) fold.open = false;
  });
})();
