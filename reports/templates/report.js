// Two conveniences; the page says the same without them: formulas typeset, replay lines copied by a button.
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

  // A link to something inside a closed section opens it.
  function reveal() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
  }
  window.addEventListener('hashchange', reveal);
  reveal();
})();
