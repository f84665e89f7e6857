"""The pages of a real report in a browser: console, links, both colour schemes, print, figures.

Usage: pages_test.py PROOFGAUGE. What a page does with hostile or made-up records: browser_test.cc, hostile_test.cc.
Each check is also run on a page with a planted fault. PROOFGAUGE_SCREENSHOTS=DIR keeps pictures to look at.
"""
import html.parser
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
PAGES = ("index.html", "paper.html", "troubleshooting.html")
A4 = 718  # pixels between the margins of Chromium's default page
LIGHT, DARK = "--blink-settings=preferredColorScheme=1", "--blink-settings=preferredColorScheme=0"
CLAIMS = "^(separability/geometry|step_polynomial/(least_degree|scaling)|main_theorem/composition|gradient_coupling/mean_flips)$"

# What of the page is cut off: wider or higher than its box, or the page itself wider than the paper.
CUT = """
  document.querySelectorAll('details').forEach(function (d) { d.open = true; });
  var said = document.documentElement.scrollWidth > innerWidth ? ['page ' + document.documentElement.scrollWidth] : [];
  document.querySelectorAll('.scroll, pre, .formula').forEach(function (e) {
    if (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
      said.push(e.className + ' ' + e.scrollWidth + 'x' + e.scrollHeight + ': ' + e.textContent.trim().slice(0, 40));
  });
"""
# Text that is hard to read: contrast below 4.5 (WCAG AA) with what lies behind it.
CONTRAST = """
  function parts(text) { return text.match(/[\\d.]+/g).map(Number); }
  function light(rgb) {
    var v = rgb.slice(0, 3).map(function (c) { c /= 255; return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); });
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2];
  }
  function behind(e) {
    for (; e; e = e.parentElement) {
      var c = getComputedStyle(e).backgroundColor;
      if (c.startsWith('rgb') && (parts(c).length < 4 || parts(c)[3] > 0.99)) return parts(c);
    }
    return [255, 255, 255];
  }
  var said = ['page ' + light(behind(document.body)).toFixed(2)], seen = {};
  document.querySelectorAll('body *').forEach(function (e) {
    var own = Array.from(e.childNodes).some(function (n) { return n.nodeType === 3 && n.textContent.trim(); });
    if (!own || e.closest('svg, script, style, .katex-mathml') || !e.getClientRects().length) return;
    var a = light(parts(getComputedStyle(e).color)), b = light(behind(e));
    var ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), name = e.tagName + '.' + e.className;
    if (ratio < 4.5 && !seen[name]) { seen[name] = 1; said.push(name + ' ' + ratio.toFixed(2)); }
  });
"""
ENDING = "document.body.insertAdjacentHTML('beforeend', '<pre id=said></pre>'); document.getElementById('said').textContent = JSON.stringify(said);"


class Links(html.parser.HTMLParser):
    """Ids, links and images of a page."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.images = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        self.ids.add(a.get("id"))
        self.links += [a[k] for k in ("href", "src") if a.get(k)]
        if tag == "img":
            self.images.append(a)


def browser():
    if shutil.which("chromium"):
        return True
    if os.environ.get("CI") == "true":
        raise RuntimeError("chromium is needed under CI=true")
    print("SKIPPED: no chromium")
    return False


@unittest.skipUnless(browser(), "no chromium")
class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.dir = pathlib.Path(tempfile.mkdtemp(prefix="proofgauge-pages-"))
        subprocess.run([PROGRAM, "report", "--profile", "quick", "--filter", CLAIMS, "-q"], cwd=cls.dir, check=True,
                       capture_output=True, timeout=300)
        cls.report = cls.dir / "reports/latest"
        cls.text = {page: (cls.report / page).read_text() for page in PAGES}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.dir)

    def browse(self, page, *options):
        with tempfile.TemporaryDirectory() as profile:
            return subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                                   "--no-first-run", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
                                   "--virtual-time-budget=4000", f"--user-data-dir={profile}", *options, f"file://{page}"],
                                  capture_output=True, text=True, timeout=120)

    def said(self, text, script, *options):
        """What a script says about a page; it runs when the page has been typeset."""
        probe = self.report / "probe.html"
        ready = "<script>addEventListener('load', function () {%s%s});</script></body>" % (script, ENDING)
        probe.write_text(text.replace("</body>", ready))
        done = self.browse(probe, "--dump-dom", *options)
        probe.unlink()
        found = re.search(r'<pre id="said">(.*?)</pre>', done.stdout, re.S)
        self.assertIsNotNone(found, done.stderr[-2000:])
        return json.loads(found.group(1).replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))

    def printed(self, text):
        """The page as its print style has it, on a screen as wide as the paper."""
        return text.replace("@media print", "@media all")

    def test_no_page_complains_or_leaves_its_folder(self):
        for page in PAGES:
            log = self.browse(self.report / page, "--dump-dom").stderr
            self.assertEqual([line for line in log.splitlines() if "CONSOLE" in line or "ERR_" in line], [], page)
            self.assertEqual(re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', self.text[page]), [], page)

    def broken_links(self, texts):
        found = {page: Links(text) for page, text in texts.items()}
        broken = []
        for page, links in found.items():
            for link in links.links:
                name, _, anchor = link.partition("#")
                if link.startswith("data:"):
                    continue
                if name and not (self.report / name).exists():
                    broken.append((page, link))
                if anchor and (name or page) in found and anchor not in found[name or page].ids:
                    broken.append((page, link))
        return broken

    def test_every_link_has_its_target(self):
        self.assertEqual(self.broken_links(self.text), [])
        planted = {**self.text, "paper.html": self.text["paper.html"].replace("</body>", '<a href="none.html">x</a><a href="index.html#none">y</a></body>')}
        self.assertEqual(len(self.broken_links(planted)), 2)

    def test_print_cuts_nothing_off(self):
        for page in PAGES:
            with self.subTest(page=page):
                self.assertEqual(self.said(self.printed(self.text[page]), CUT, f"--window-size={A4},1000"), [])
        # Without its print style the page would be cut.
        for page in ("index.html", "paper.html"):
            self.assertNotEqual(self.said(self.text[page], CUT, f"--window-size={A4},1000"), [], page)

    def test_pages_print(self):
        for page in PAGES:
            pdf = self.dir / "page.pdf"
            self.browse(self.report / page, f"--print-to-pdf={pdf}", "--no-pdf-header-footer")
            self.assertTrue(pdf.read_bytes().startswith(b"%PDF"), page)
            pdf.unlink()

    def test_both_colour_schemes_are_readable(self):
        for page in PAGES:
            for scheme, dark in ((LIGHT, False), (DARK, True)):
                with self.subTest(page=page, dark=dark):
                    said = self.said(self.text[page], CONTRAST, scheme, "--window-size=1280,1000")
                    lightness = float(said[0].split()[1])
                    self.assertTrue(lightness < 0.1 if dark else lightness > 0.8, said[0])
                    self.assertEqual(said[1:], [])
        pale = self.text["paper.html"].replace("</body>", '<p class="pale" style="color:#999;background:#fff">pale</p></body>')
        self.assertTrue(any(s.startswith("P.pale") for s in self.said(pale, CONTRAST, LIGHT)))

    def test_the_ledger_fits_a_screen(self):
        script = "var e = document.querySelector('#ledger .scroll'), said = e.scrollWidth > e.clientWidth ? ['cut'] : [];"
        self.assertEqual(self.said(self.text["index.html"], script, "--window-size=1280,1000"), [])

    def test_figures_say_what_they_show(self):
        images = Links(self.text["index.html"]).images
        self.assertGreater(len(images), 5)
        for image in images:
            self.assertGreater(len(image["alt"]), 30, image)
            self.assertIn(" Data: ", image["alt"])
            # Shapes are for the data to have, not for a sentence written before they were measured.
            self.assertIsNone(re.search(r"\b(rises|falls|approaches|grows|keeps|stays|nearly)\b", image["alt"].split(" Data: ")[0]), image["alt"])
            svg = (self.report / image["src"]).read_text()
            for part in ("<title>", "<desc>"):
                self.assertIn(part, svg)
            texts = [re.sub("<[^>]*>", "", t) for t in re.findall(r"<text[^>]*>.*?</text>", svg, re.S)]
            self.assertGreater(len([t for t in texts if re.search("[A-Za-z]", t)]), 2, image["src"])  # title and both axes

    def test_the_waterfall_names_its_leaves(self):
        svg = (self.report / "plots/main_theorem_waterfall.svg").read_text()
        for leaf in ("coupling", "radius", "error", "regret", "uniform", "finite width"):
            self.assertIn(f">{leaf}<", svg)
        self.assertIn("at radius", next(i["alt"] for i in Links(self.text["index.html"]).images if "waterfall" in i["src"]))

    def test_pictures(self):
        where = os.environ.get("PROOFGAUGE_SCREENSHOTS")
        if not where:
            self.skipTest("PROOFGAUGE_SCREENSHOTS names no folder")
        for page in PAGES:
            for scheme, name in ((LIGHT, "light"), (DARK, "dark")):
                self.browse(self.report / page, scheme, "--window-size=1280,3000",
                            f"--screenshot={pathlib.Path(where).resolve() / page}-{name}.png")


if __name__ == "__main__":
    unittest.main()
