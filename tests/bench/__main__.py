"""Run the benchmarks: `python -m tests.bench [NAME]…`; without names all of them."""

import importlib
import pkgutil
import sys

import tests.bench as package


def main(names: list[str]) -> int:
    """Print each benchmark's lines. Returns 1 where a benchmark misses its bound, 2 for an unknown name."""
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    known = sorted(name for name in modules if not name.startswith("_") and name != "timing")
    if unknown := set(names) - set(known):
        sys.stderr.write(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}\n")
        return 2
    failed = 0
    for name in names or known:
        sys.stdout.write(f"{name}\n")
        module = importlib.import_module(f"{package.__name__}.{name}")
        for line in module.run():
            sys.stdout.write(f"  {line}\n")
            sys.stdout.flush()
            failed |= line.startswith("MISSED")
    return int(failed)


sys.exit(main(sys.argv[1:]))
