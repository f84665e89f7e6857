#include "app/options.h"

#include <set>

#include "claim/registry.h"

namespace proofgauge::app {

const std::vector<OptionHelp>& letter_options() {
  static const std::vector<OptionHelp> list{
      {"m", "M", "width of the network: 2^20, or a list or range 2^12..2^22"},
      {"d", "D", "input dimension, including the constant coordinate"},
      {"n", "N", "number of data points"},
      {"R", "R", "radius of B(R): |W - W^0|_{2,inf} <= R m^(-2/3)"},
      {"delta", "X", "separation of the data points"},
      {"rho", "X", "radius of the adversary's ball (default delta/4)"},
      {"ratio", "X", "rho/delta, instead of --rho"},
      {"a", "X", "sgn on [-1, -a] and [a, 1]: half the gap"},
      {"eps", "X", "target robust loss"},
      {"eps1", "X", "error allowed per point, eps/n (instead of --eps with --n)"},
      {"lo", "X", "left end of the inner products: -1/2 (default) or -1"},
      {"degree", "D", "degree of the polynomial, 1 to 512 (default: the least that is enough)"},
      {"T", "T", "number of steps"},
      {"eta", "X", "step size"},
      {"p", "P", "failure probability in a bound that holds with high probability"},
      {"L", "L", "Lipschitz constant of the loss in f (default 1)"},
      {"draws", "K", "independent draws of W^0 per cell"},
      {"points", "N", "points x per draw"},
      {"starts", "S", "starts of a local search over x"},
      {"steps", "S", "steps of a local search over x"},
      {"point", "I", "attack: only these data points of the network file, from 0"},
      {"gap", "X", "wanted width of a certified worst case in d >= 4 (default 1e-6)"},
      {"cells", "N", "most cells of its branch and bound, per side (default 200000)"},
      {"prune", "T", "audit: which rows to drop so that delta >= T"},
  };
  return list;
}

const std::vector<OptionHelp>& word_options() {
  static const std::vector<OptionHelp> list{
      {"data", "DATA", "fashion-mnist, fashion-mnist:test, random, or a path (IDX, CSV, NPY; .gz)"},
      {"network", "FILE", "a network file (JSON), instead of random networks"},
      {"loss", "absolute|pseudo-huber|hinge", "which loss (default absolute)"},
      {"attacks", "A,B", "identity, one-step, random-K, pgd-K, pgd-KxS (S starts of K steps)"},
      {"pca", "K", "project the rows on their K leading principal axes (implies --center)"},
      {"classes", "A,B", "keep only these labels"},
      {"count", "N", "keep N rows, chosen by --seed"},
      {"construction", "optimal|explicit", "which polynomial (default optimal)"},
      {"adversary", "A",
       "train against identity, random-K, one-step, pgd-K or pgd-KxS (default pgd-5)"},
      {"sequence", "FILE",
       "train against these points instead: n rows of d numbers per round, again and again"},
      {"judges", "A,B", "adversaries that judge the trained net (default pgd-100x20)"},
      {"net", "real|pseudo", "train f_W or its pseudo-network g_W (default real)"},
      {"stop-at", "X", "end training once the robust loss is at most X"},
      {"form", "A,B", "constants of the theorem: published-form, derived, sharp (default all)"},
      {"direction", "e_d|x_i",
       "where the neurons of W* move (default: the one with the smaller certified M_0)"},
      {"radius", "coarse|sharp", "t* within a tenth, or as sharp as step_network has it"},
      {"geometry", "chord|exact",
       "which A (theory 1.2) goes into results and later claims (default chord, the paper's)"},
  };
  return list;
}

std::vector<OptionHelp> further_letters() {
  std::set<std::string> known{"center", "synthetic"};
  for (const OptionHelp& o : letter_options()) known.insert(o.name);
  for (const OptionHelp& o : word_options()) known.insert(o.name);
  std::vector<OptionHelp> more;
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas())
    for (const std::string& name : lemma->accepts())
      if (known.insert(name).second) more.push_back({name, "X", "a letter of " + lemma->info().id});
  return more;
}

}  // namespace proofgauge::app
