// Conveniences; the page says the same without them: formulas typeset, text copied by a button, tables sorted and filtered.
(function () {
  'use strict';
  function typeset(node) {
    var source = node.textContent;
    try {
      katex.render(node.dataset.tex, node, {
        displayMode: 'display' in node.dataset, throwOnError: true, trust: false, strict: 'ignore'
      });
    } catch (error) {
      node.textContent = source;
      node.classList.add('plain');
    }
  }
  if (window.katex) document.querySelectorAll('.math').forEach(typeset);

  function add_copy_button(block) {
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = 'Copy';
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(block.querySelector('code').textContent).then(function () {
        button.textContent = 'Copied';
        setTimeout(function () { button.textContent = 'Copy'; }, 1500);
      });
    });
    block.appendChild(button);
  }
  if (navigator.clipboard) document.querySelectorAll('pre.replay').forEach(add_copy_button);

  // The number that a cell begins with ("[8.40, 8.41]" counts as 8.40), or null.
  function number_in(text) {
    var found = text.replace(/,/g, '').match(/-?\d+(\.\d+)?(e[+-]?\d+)?/i);
    return found ? parseFloat(found[0]) : null;
  }
  function compare(a, b) {
    var x = number_in(a), y = number_in(b);
    if (x !== null && y !== null) return x - y;
    if (x !== null || y !== null) return x !== null ? -1 : 1;
    return a.localeCompare(b);
  }
  // Numbers only where the column holds numbers: names such as R2 sort as text.
  function sort_by(table, column, ascending) {
    var body = table.tBodies[0], numeric = table.tHead.rows[0].cells[column].classList.contains('num');
    var rows = Array.from(body.rows);
    rows.sort(function (r, s) {
      var a = r.cells[column].textContent, b = s.cells[column].textContent;
      return (ascending ? 1 : -1) * (numeric ? compare(a, b) : a.localeCompare(b));
    });
    rows.forEach(function (row) { body.appendChild(row); });
  }
  function make_sortable(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var button = document.createElement('button');
      button.type = 'button';
      button.className = 'sort';
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener('click', function () {
        var ascending = head.getAttribute('aria-sort') !== 'ascending';
        Array.from(table.tHead.rows[0].cells).forEach(function (other) { other.removeAttribute('aria-sort'); });
        head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
        sort_by(table, column, ascending);
      });
    });
  }
  function make_filterable(table) {
    var label = document.createElement('label'), input = document.createElement('input');
    label.className = 'filter';
    label.textContent = 'Filter rows';
    input.type = 'search';
    label.appendChild(input);
    input.addEventListener('input', function () {
      var words = input.value.toLowerCase().split(/\s+/);
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !words.every(function (word) { return text.includes(word); });
      });
    });
    var box = table.closest('.scroll');
    box.parentNode.insertBefore(label, box);
  }
  // Print lays out a wide table row by row, each value behind its column's name.
  var COLUMNS_OF_A_PAGE = 7;
  document.querySelectorAll('.scroll table').forEach(function (table) {
    if (!table.tHead || table.tHead.rows[0].cells.length <= COLUMNS_OF_A_PAGE) return;
    var names = Array.from(table.tHead.rows[0].cells).map(function (head) { return head.textContent; });
    table.classList.add('labelled');
    Array.from(table.tBodies).forEach(function (body) {
      Array.from(body.rows).forEach(function (row) {
        Array.from(row.cells).forEach(function (cell, column) { cell.dataset.label = names[column]; });
      });
    });
  });
  document.querySelectorAll('#ledger table, .cells table').forEach(function (table) {
    if (!table.tHead || table.tBodies[0].rows.length < 2) return;
    make_sortable(table);
    if (table.tBodies[0].rows.length > 5) make_filterable(table);
  });

  // A link to something inside a closed section opens it.
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
  }
  window.addEventListener('hashchange', reveal);
  reveal();
})();
