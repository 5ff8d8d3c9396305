"""The engine of expressions: QuickJS, with nothing in it but what expressions may use, and a price on that.

It knows no host and has lost its other globals. Memory, stack and time have limits. Its time limit alone does not
hold, because the engine only looks at the clock in loops, and a single search through a long text has none; so
whatever reads or makes text is paid for by the characters it looks at, before it looks at them.
"""

from threading import local
from typing import NamedTuple

import quickjs


class Failed(Exception):
    """The engine cannot evaluate this; the message says why."""


class Limits(NamedTuple):
    """What one evaluation may take."""

    seconds: float = 0.05
    bytes: int = 1024 * 1024
    stack_bytes: int = 256 * 1024
    # The characters that all searches, splits and the like may look at: about 5 ms.
    characters: int = 1_000_000
    # Four times what a variable holds.
    longest_text: int = 16 * 1024


LIMITS = Limits()

_PRELUDE = """
const { begin } = (() => {
  const kept = new Set(["parseInt", "parseFloat", "Number", "String", "Math", "undefined", "NaN"]);
  const types = [Object, Function, Array, String, Number, Boolean, RegExp, Symbol, BigInt];
  const { apply } = Reflect, { freeze } = Object, root = globalThis, toText = String, most = Math.max;
  const TooMuch = RangeError;
  let left = 0;
  const pay = (characters) => {
    left -= characters;
    if (!(left >= 0)) throw new TooMuch("it takes too long");
  };
  const fits = (length) => { if (length > LONGEST) throw new TooMuch("its texts are too long"); };
  const priced = (owner, name, price) => {
    const plain = owner[name];
    owner[name] = function (...given) {
      pay(price(this, ...given));
      return apply(plain, this, given);
    };
  };
  const searched = (text, sought = "") => (text.length + 1) * (toText(sought).length + 1);
  const replaced = (text, sought = "", given = "") => {
    const replacement = toText(given);
    // A `$` in the replacement may stand for as much as the whole text.
    const made = replacement.length + (replacement.indexOf("$") < 0 ? 0 : text.length * replacement.length);
    fits(text.length + made);
    return searched(text, sought) + made;
  };
  const joined = (list, between = ",") => {
    let length = toText(between).length * most(0, list.length - 1);
    for (const each of list) length += toText(each).length;
    fits(length);
    return length;
  };
  for (const name of ["substring", "toLowerCase", "toUpperCase", "trim"])
    priced(String.prototype, name, (text) => text.length);
  for (const name of ["split", "indexOf"]) priced(String.prototype, name, searched);
  priced(String.prototype, "replace", replaced);
  priced(Array.prototype, "join", joined);
  for (const each of types) delete each.prototype.constructor;
  for (const each of [async () => 0, function* () {}, async function* () {}])
    delete Object.getPrototypeOf(each).constructor;
  for (const each of types) freeze(each.prototype);
  for (const name of Object.getOwnPropertyNames(root))
    if (!kept.has(name)) delete root[name];
  return { begin: () => { left = BUDGET; } };
})();
"""
_SEEDED = "Math.random = (s => () => (s = (s * 1103515245 + 12345) %% 2147483648) / 2147483648)(%d);"

_engines = local()


def reckon(code: str, seed: int) -> object:
    """Evaluate what has been looked through; `seed` decides what Math.random answers. Raises Failed."""
    engine = _engine()
    begun = "begin();" if "random" not in code else f"begin();{_SEEDED % (seed % 2_147_483_648)}"
    try:
        engine.eval(begun)
        return engine.eval(code)
    except (quickjs.JSException, quickjs.StackOverflow, ValueError) as error:
        # A limit may have been hit, after which an engine is not what it was.
        if not isinstance(error, quickjs.JSException) or not str(error).startswith(
            ("TypeError", "SyntaxError")
        ):
            del _engines.engine
        message = str(error).split("\n", 1)[0]
        raise Failed(message) from None


def _engine() -> quickjs.Context:
    """Answer the engine of this thread."""
    try:
        engine: quickjs.Context = _engines.engine
    except AttributeError:
        engine = _engines.engine = quickjs.Context()
        prelude = _PRELUDE.replace("BUDGET", str(LIMITS.characters))
        engine.eval(prelude.replace("LONGEST", str(LIMITS.longest_text)))
        engine.set_memory_limit(LIMITS.bytes)
        engine.set_time_limit(LIMITS.seconds)
        engine.set_max_stack_size(LIMITS.stack_bytes)
    return engine
