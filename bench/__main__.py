"""`make bench`: runs every measure, prints one table, writes bench/results.json."""

import json
from pathlib import Path

from bench import exchange, findings, forms, tick

_MEASURES = (tick.measure, findings.measure, findings.measure_one_more_tick)


def main() -> None:
    results = [*(measure() for measure in _MEASURES), *forms.measures(), *exchange.measures()]
    print(f"{'what':<44} {'ours':>10} {'reference':>10} {'ratio':>7} {'aim':>7}  met")
    for r in results:
        print(
            f"{r['what']:<44} {r['ours']:>7.2f} {r['unit']} {r['reference']:>7.2f} {r['unit']} {r['ratio']:>7.2f} "
            f"{r['aim']:>7}  {'yes' if r['met'] else 'no'}"
        )
        print(f"    {r['settings']}")
    Path(__file__).with_name("results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
