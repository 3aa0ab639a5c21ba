"""hypothesis: searching for counterexamples of small properties, derandomized."""

from hypothesis import HealthCheck, find, given, settings, strategies as st
from workload import rounds, show

SETTINGS = settings(max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
seen = []


@SETTINGS
@given(st.lists(st.integers()), st.text(max_size=20))
def reversal(numbers, text):
    assert numbers[::-1][::-1] == numbers and text[::-1][::-1] == text
    seen.append((len(numbers), len(text)))


@SETTINGS
@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4), max_leaves=20))
def nested(value):
    seen.append(len(repr(value)))


@SETTINGS
@given(st.lists(st.integers(0, 100), min_size=1))
def sums(numbers):
    assert sum(numbers) < 500


for turn in rounds():
    del seen[:]
    reversal()
    nested()
    try:
        sums()
    except AssertionError as error:
        show("counterexample", getattr(error, "__notes__", None) or str(error) or "found")
    show("found", find(st.lists(st.integers()), lambda x: sum(x) >= 100 + turn, settings=SETTINGS))
    show("seen", seen)
