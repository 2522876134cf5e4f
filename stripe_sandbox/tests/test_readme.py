"""The examples of README.md run as they are written."""

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
PORT = "12111"


def examples(kind):
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 1
    return "\n".join(blocks)


def run_example(code):
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102 - our own examples


def test_the_examples_in_one_process_run():
    run_example(examples("python"))


def test_the_examples_over_http_run(program):
    code = examples("python over HTTP")
    assert PORT in code
    run_example(code.replace(PORT, str(program.port)))


def test_the_readme_names_every_fault_card_and_event_type():
    from stripe_sandbox import cards, faults

    for fault in (*faults.WEBHOOK_FAULTS, *faults.API_FAULTS, *faults.INVOICE_FAULTS):
        assert f"`{fault}`" in README
    for number in cards.KNOWN:
        assert re.sub(r"(\d{4})(?=\d)", r"\1 ", number) in README
